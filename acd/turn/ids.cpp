#include "acd/turn/ids.h"

#include <QUuid>

#include <cstring>

namespace acd::turn {

routing::InteractionId idOf(const QString& uuid) {
    routing::InteractionId id;
    const QByteArray bytes = QUuid::fromString(uuid).toRfc4122();
    std::memcpy(id.bytes.data(), bytes.constData(), id.bytes.size());
    return id;
}

QString textOf(const routing::InteractionId& id) {
    const QByteArray bytes(reinterpret_cast<const char*>(id.bytes.data()), static_cast<qsizetype>(id.bytes.size()));
    return QUuid::fromRfc4122(bytes).toString(QUuid::WithoutBraces);
}

routing::ContactKey contactKeyOf(const QString& address) {
    if (address.isEmpty())
        return routing::ContactKey::none;
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char byte : address.toLower().toUtf8()) {
        hash ^= static_cast<unsigned char>(byte);
        hash *= 0x100000001b3U;
    }
    return routing::ContactKey{hash == 0 ? 1 : hash};
}

QString textOf(routing::OfferId offer) {
    return QString::number(static_cast<quint64>(offer));
}

routing::OfferId offerOf(const QString& text) {
    return routing::OfferId{text.toULongLong()};
}

} // namespace acd::turn
