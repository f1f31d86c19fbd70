// mime_parser: reads mails for mcan in a process that may die of them.
//
//   Purpose   vmime crashes and eats memory on crafted mails (measured: 0.9.2); here that costs one process and one mail.
//   Input     stdin: frames of a part number and a raw mail (mcan/email/format/frame.h), one after another until its end
//   Output    stdout: one antesala.v1.ParseAnswer a frame
//   Limits    2 s CPU a mail, 256 MB of memory, 16 files; confined (proto/confinement): it reads libraries, zones and
//             character sets only, writes nothing, has no network, starts and signals no process
//   Exit      0 at the end of input, 1 when a frame is broken or the pipe is gone; a signal when a limit was hit
#include "mcan/email/child/frames.h"
#include "mcan/email/child/read_mail.h"
#include "proto/confinement/confinement.h"

#include <cstdio>
#include <exception>

namespace {

antesala::v1::ParseAnswer answerTo(const mcan::email::child::Request& request) {
    antesala::v1::ParseAnswer answer;
    try {
        if (request.partNumber == 0)
            *answer.mutable_mail() = mcan::email::child::readMail(request.raw);
        else
            answer.set_part(mcan::email::child::readPart(request.raw, request.partNumber - 1));
    } catch (const std::exception& failure) {
        answer.Clear();
        answer.set_failure(std::string("the mail cannot be read: ") + failure.what());
    }
    return answer;
}

} // namespace

int main() {
    using namespace mcan::email::child;
    prepareReader();
    // A mail must be read also where the kernel has no file wall: nobody else's input decides what this process reads.
    if (const std::string failure = proto::confinement::confine(
            {.openFiles = 16, .grants = {}, .withoutFileWall = proto::confinement::WithoutFileWall::GoOn});
        !failure.empty()) {
        std::fprintf(stderr, "mime_parser: %s\n", failure.c_str());
        return 1;
    }
    while (const auto request = readRequest()) {
        proto::confinement::allowCpuSeconds(2);
        if (!writeAnswer(answerTo(*request)))
            return 1;
    }
    return inputEnded() ? 0 : 1;
}
