// One form for each telephone number, however a network, a phone or a person writes it: E.164 with '+' where the number is a
// public one, and as it stands where it is short (an extension, 112), has '*' or '#', or is no number at all. DIDs as they are
// imported, numbers called, and customers' numbers go through here, so that the same number is the same text everywhere.
// Sources: E.164, RFC 3966 (phone-context), RFC 4694 (npdi, rn). Pure.
#pragma once

#include <QString>
#include <QStringList>

namespace proto::directory {

// How numbers are dialled within a country.
struct Numbering {
    const char* country;       // ISO 3166: "ES"
    const char* calling;       // of the country: "34"
    const char* international; // prefix for other countries: "00"
    const char* trunk;         // prefix before a national number: "0"; empty where there is none
    int shortest;              // digits of a national number, without the prefix; what is shorter is a short number
    int longest;
};

// Null when we know no such country: then only '+', "00" and what is written between digits is understood.
const Numbering* numberingOf(const QString& country);
QStringList knownCountries();
// The country whose clocks go by this zone of the IANA list; empty when unknown.
QString countryOfZone(const QString& timeZone);

// "+34 911 00 01-11", "0034911000111", "911000111", "34911000111;npdi", "911000111;phone-context=+34" → "+34911000111"
QString normalNumber(const QString& written, const Numbering* here);

} // namespace proto::directory
