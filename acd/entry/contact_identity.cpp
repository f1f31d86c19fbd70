#include "acd/entry/contact_identity.h"

#include "proto/base/planted.h"

#include <algorithm>
#include <cstring>
#include <iterator>

namespace acd::entry {

namespace {

// Each without separators and accents. Those of a foreign network come as it writes them.
// clang-format off
constexpr const char* words[] = {
    // hidden by the caller
    "anonymous", "anonym", "anonyme", "anonymus", "anonimo", "restricted", "restringido", "restreint", "private", "privado",
    "privat", "prive", "withheld", "hidden", "oculto", "blocked", "bloqueado", "undisclosed", "masked",
    // not known to the network
    "unavailable", "nodisponible", "indisponible", "outofarea", "cidunavailable", "unknown", "desconocido", "unbekannt",
    "inconnu", "unidentified",
    // no value, written out
    "none", "null", "nil", "na", "no", "noid", "nonumber", "sinnumero", "noname", "nocid", "invalid",
    // of telephone systems
    "asserted", "asterisk", "s", "p", "o",
    // ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN, UNAVAILABLE on the keys of a phone, as some carriers send them
    "266696687", "7378742833", "2562533", "8656696", "86282452253",
};
// clang-format on
// "unknown caller", "private number", "no caller id"
constexpr const char* endings[] = {"callerid", "caller", "number", "numero", "call", "user"};
constexpr const char* nobodys[] = {"noreply",     "donotreply",  "dontreply",     "noresponder", "noresponda",
                                   "nocontestar", "norespondas", "nepasrepondre", "mailerdaemon"};

// Letters and digits in lower case, without accents.
QString bare(const QString& text) {
    QString kept;
    const QString decomposed = text.normalized(QString::NormalizationForm_D).toLower();
    for (const QChar c : decomposed)
        if (c.isLetterOrNumber())
            kept += c;
    return kept;
}

template <std::size_t N>
bool isOneOf(const char* const (&list)[N], const QString& text) {
    return std::any_of(std::begin(list), std::end(list),
                       [&text](const char* each) { return text == QLatin1String(each); });
}

QString withoutEnding(const QString& text) {
    for (const char* ending : endings)
        if (text.endsWith(QLatin1String(ending)))
            return text.chopped(static_cast<qsizetype>(std::strlen(ending)));
    return text;
}

} // namespace

bool isHiddenNumber(const QString& number) {
    if (proto::base::isPlanted(proto::base::PlantedBug::hidden_numbers_are_one))
        return false;
    QString uri = number.trimmed().toLower();
    if (const qsizetype open = uri.indexOf(u'<'); open >= 0)
        uri = uri.mid(open + 1).section(u'>', 0, 0);
    for (const char* scheme : {"sips:", "sip:", "tel:"})
        if (uri.startsWith(QLatin1String(scheme)))
            uri = uri.mid(static_cast<qsizetype>(std::strlen(scheme)));
    uri = uri.section(u';', 0, 0);
    const QString host = uri.section(u'@', 1).section(u':', 0, 0);
    if (host == QLatin1String("invalid") || host.endsWith(QLatin1String(".invalid")))
        return true;
    const QString user = bare(uri.section(u'@', 0, 0));
    const bool isZero = std::all_of(user.begin(), user.end(), [](QChar c) { return c == u'0'; }); // or empty
    const QString stem = withoutEnding(user);
    return isZero || stem.isEmpty() || isOneOf(words, user) || isOneOf(words, stem);
}

bool isNobodysAddress(const QString& address) {
    const QString name = bare(address.section(u'@', 0, 0));
    return std::any_of(std::begin(nobodys), std::end(nobodys),
                       [&name](const char* each) { return name.startsWith(QLatin1String(each)); });
}

} // namespace acd::entry
