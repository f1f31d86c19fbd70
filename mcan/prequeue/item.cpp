#include "mcan/prequeue/item.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QVariant>

namespace mcan::prequeue {

const QString itemColumns = QStringLiteral(
    "seq, id, state, queue, priority_seconds, release_number, received_at_us, since_us, joined_at_us, may_answer,"
    " thread, message, last_message, mailbox, from_address, from_name, subject, preferred_agent, tags, skills,"
    " reason, outcome, agent, update_number, refused_reply, channel");

namespace {

QStringList textsOf(const QString& json) {
    QStringList texts;
    const QJsonArray values = QJsonDocument::fromJson(json.toUtf8()).array();
    for (const QJsonValue value : values)
        texts << value.toString();
    return texts;
}

std::vector<std::pair<QString, int>> skillsOf(const QString& json) {
    std::vector<std::pair<QString, int>> skills;
    const QJsonObject object = QJsonDocument::fromJson(json.toUtf8()).object();
    for (auto skill = object.begin(); skill != object.end(); ++skill)
        skills.emplace_back(skill.key(), skill.value().toInt());
    return skills;
}

const QString channelPrefix = QStringLiteral("CHANNEL_");

antesala::v1::Channel channelOf(const QString& text) {
    auto channel = antesala::v1::CHANNEL_UNSPECIFIED;
    (void)antesala::v1::Channel_Parse((channelPrefix + text.toUpper()).toStdString(), &channel);
    return channel;
}

} // namespace

QString channelText(antesala::v1::Channel channel) {
    return QString::fromStdString(antesala::v1::Channel_Name(channel)).mid(channelPrefix.size()).toLower();
}

Item readItem(const QSqlQuery& row) {
    int column = 0;
    const auto number = [&] { return row.value(column++).toLongLong(); };
    const auto text = [&] { return row.value(column++).toString(); };
    Item item;
    item.sequence = number();
    item.id = text();
    item.state = itemStateOf(text()).value_or(ItemState::Ended);
    item.queue = text();
    item.prioritySeconds = static_cast<int>(number());
    item.release = static_cast<std::uint32_t>(number());
    item.receivedAtMicros = number();
    item.sinceMicros = number();
    item.joinedAtMicros = number();
    item.mayAnswer = number() != 0;
    item.threadId = text();
    item.messageId = text();
    item.lastMessageId = text();
    item.mailbox = text();
    item.fromAddress = text();
    item.fromName = text();
    item.subject = text();
    item.preferredAgent = text();
    item.tags = textsOf(text());
    item.skills = skillsOf(text());
    item.reason = text();
    item.outcome = text();
    item.agent = text();
    item.update = static_cast<std::uint32_t>(number());
    item.refusedReply = text();
    item.channel = channelOf(text());
    return item;
}

QString listText(const QStringList& values) {
    return QString::fromUtf8(QJsonDocument(QJsonArray::fromStringList(values)).toJson(QJsonDocument::Compact));
}

QString skillText(const std::vector<std::pair<QString, int>>& skills) {
    QJsonObject object;
    for (const auto& [skill, minimum] : skills)
        object.insert(skill, minimum);
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

antesala::v1::Interaction toInteraction(const Item& item) {
    antesala::v1::Interaction interaction;
    interaction.set_id(item.id.toStdString());
    interaction.set_channel(item.channel);
    interaction.set_queue(item.queue.toStdString());
    interaction.set_priority_seconds(item.prioritySeconds);
    for (const auto& [skill, minimum] : item.skills) {
        auto* need = interaction.add_skills();
        need->set_skill(skill.toStdString());
        need->set_minimum(static_cast<std::uint32_t>(minimum));
    }
    for (const QString& tag : item.tags)
        interaction.add_tags(tag.toStdString());
    interaction.set_contact_address(item.fromAddress.toStdString());
    interaction.set_contact_name(item.fromName.toStdString());
    interaction.set_dnis(item.mailbox.toStdString());
    interaction.set_subject(item.subject.toStdString());
    interaction.set_preferred_agent(item.preferredAgent.toStdString());
    interaction.set_first_entry_at_us(item.receivedAtMicros);
    interaction.set_thread_id(item.threadId.toStdString());
    interaction.set_update(item.update);
    return interaction;
}

antesala::v1::PrequeueItemState toMessage(ItemState state) {
    switch (state) {
    case ItemState::InBot:
        return antesala::v1::PREQUEUE_ITEM_IN_BOT;
    case ItemState::Held:
        return antesala::v1::PREQUEUE_ITEM_HELD;
    case ItemState::Suspended:
        return antesala::v1::PREQUEUE_ITEM_SUSPENDED;
    case ItemState::Released:
        return antesala::v1::PREQUEUE_ITEM_RELEASED;
    case ItemState::Discarded:
        return antesala::v1::PREQUEUE_ITEM_DISCARDED;
    case ItemState::Ended:
        return antesala::v1::PREQUEUE_ITEM_ENDED;
    }
    return antesala::v1::PREQUEUE_ITEM_UNSPECIFIED;
}

antesala::v1::PrequeueItem toPrequeueItem(const Item& item) {
    antesala::v1::PrequeueItem message;
    *message.mutable_interaction() = toInteraction(item);
    message.set_state(toMessage(item.state));
    message.set_received_at_us(item.receivedAtMicros);
    message.set_since_us(item.sinceMicros);
    message.set_release(item.release);
    message.set_reason(item.reason.toStdString());
    return message;
}

} // namespace mcan::prequeue
