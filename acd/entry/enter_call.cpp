#include "acd/entry/enter_call.h"

#include "acd/entry/contact_identity.h"

namespace acd::entry {

namespace {

constexpr qsizetype addressLimit = 64;
constexpr qsizetype nameLimit = 200;

// A caller writes their own number and name: control characters are left out, and the length is bounded.
std::string clean(const QString& text, qsizetype limit) {
    QString kept;
    for (const QChar c : text) {
        if (c.isPrint())
            kept += c;
    }
    return kept.trimmed().left(limit).toStdString();
}

} // namespace

proto::base::Result<antesala::v1::Interaction> enterCall(const proto::directory::Directory& directory,
                                                         const EnteringCall& call) {
    const proto::directory::Did* did = directory.did(directory.normalNumber(call.called));
    if (did == nullptr)
        return proto::base::Status::notFound(
            QStringLiteral("the number %1 was called, but the directory has no such DID: add it to the site")
                .arg(call.called));
    antesala::v1::Interaction interaction;
    interaction.set_id(call.interaction.toStdString());
    interaction.set_channel(antesala::v1::CHANNEL_VOICE);
    interaction.set_queue(did->queue.toStdString());
    interaction.set_priority_seconds(did->prioritySeconds);
    // A number that is hidden is none: the words a network writes for it are no address, and no name.
    if (!isHiddenNumber(call.callerNumber))
        interaction.set_contact_address(clean(directory.normalNumber(call.callerNumber).toLower(), addressLimit));
    if (!isHiddenNumber(call.callerName))
        interaction.set_contact_name(clean(call.callerName, nameLimit));
    interaction.set_dnis(did->number.toStdString());
    interaction.set_first_entry_at_us(call.arrivedAtUs);
    return interaction;
}

} // namespace acd::entry
