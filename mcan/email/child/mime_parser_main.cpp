// mime_parser: reads mails for mcan in a process that may die of them.
//
//   Purpose   vmime crashes and eats memory on crafted mails (measured: 0.9.2); here that costs one process and one
//   mail. Input     stdin: frames of a part number and a raw mail (mcan/email/format/frame.h), one after another until
//   its end Output    stdout: one antesala.v1.ParseAnswer a frame Limits    2 s CPU a mail, 256 MB of memory, 16 files,
//   no sockets, no programs, files for reading only Exit      0 at the end of input, 1 when a frame is broken or the
//   pipe is gone; a signal when a limit was hit
#include "mcan/email/child/confinement.h"
#include "mcan/email/child/frames.h"
#include "mcan/email/child/read_mail.h"

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
    if (const char* failed = confine()) {
        std::fprintf(stderr, "mime_parser: cannot give up %s\n", failed);
        return 1;
    }
    while (const auto request = readRequest()) {
        allowMoreCpuSeconds(2);
        if (!writeAnswer(answerTo(*request)))
            return 1;
    }
    return inputEnded() ? 0 : 1;
}
