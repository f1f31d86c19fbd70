// What anybody may send by mail: the checks before any parser, and the mail as it is mended for the parser. A mail that may be
// parsed may be parsed after mending, too: mending adds nothing that the checks would refuse.
#include "tests/fuzz/target.h"

#include "mcan/email/format/mended_mail.h"
#include "mcan/email/format/preflight.h"

FUZZ_TARGET(preflight) {
    using namespace mcan::email::format;
    const std::string refused = preflight(bytes);
    if (!refused.empty())
        return;
    const std::string mended = mendedMail(bytes);
    PROMISE(preflight(mended).empty());
    PROMISE(mendedMail(mended) == mended);
}
