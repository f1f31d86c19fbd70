// Who is behind a number or an address, as far as it says so. Callers who hide their number and programs that send mail as
// noreply@ are many customers, not one: they share no place in a queue and no last agent. Pure.
#pragma once

#include <QString>

namespace acd::entry {

// Whether a caller's number, as the network gives it, stands for nobody: empty, without a digit or letter that means anything,
// one of the words that say so ("anonymous", "restricted", …; RFC 3323, 3325 and what carriers write), or at a host of the
// domain .invalid. Also in SIP's forms: <sip:anonymous@anonymous.invalid>, tel:…;phone-context=….
bool isHiddenNumber(const QString& number);

// Whether nobody reads answers to it: noreply@, mailer-daemon@ and their like.
bool isNobodysAddress(const QString& address);

} // namespace acd::entry
