// What a program that runs strangers' input or code gives up before it meets it: the mail parser, the bot worker.
// After confine() the process, and whatever takes it over,
//   * reads only the files it was granted, and writes, makes, removes and renames none (Landlock, Linux 5.13);
//   * has no network, starts no process and signals none but itself, sees into no other process (seccomp, an allow-list);
//   * holds no descriptor but those it was left, no capability, and no more memory than it was given.
// It works without root. Nothing can outlive the process: it can make threads, but no child.
// Not covered: that a file exists somewhere can be seen (stat), and the processor is limited by allowCpuSeconds() and by
// who waits for the process. Single-threaded programs only, before they start threads: the walls stand for the calling
// thread and those it makes. No Qt.
#pragma once

#include <string>
#include <vector>

namespace proto::confinement {

enum class Access {
    Read, // a file, or all below a folder
    List, // names below a folder, not the contents
};

struct Grant {
    std::string path; // what does not exist is passed over
    Access access = Access::Read;
};

// Where the kernel has no Landlock.
enum class WithoutFileWall { Refuse, GoOn };

struct Walls {
    int memoryMegabytes = 256; // address space
    int openFiles = 128;
    std::vector<Grant> grants; // besides the system's libraries, zones and character sets
    WithoutFileWall withoutFileWall = WithoutFileWall::Refuse;
};

// Empty when the walls stand; else which could not be built and why, in one line with the cure. The process must end then.
std::string confine(const Walls& walls);

// The CPU time from now on: SIGXCPU ends the process that uses more. The hard limit stays open, so that it can be said
// again for the next piece of work.
void allowCpuSeconds(int seconds);

// Ends this process with its parent, whatever it is doing then. To be called before confine().
void dieWithParent();

// Closes every descriptor but standard input, output and error: what a careless library of the parent left open is no
// business of this process.
void closeInherited();

} // namespace proto::confinement
