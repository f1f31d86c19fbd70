#include "acd/history/journal_codec.h"

#include "acd/history/directory_codec.h"
#include "acd/history/field_walk.h"
#include "acd/history/journal.pb.h"

#include <QHash>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace acd::history {

namespace {

using antesala::acd::JournalEvent;
using routing::AnyEvent;
using routing::Event;

// Every simple field an event can have, once.
template <typename E, typename Walk>
void walkFields(E& event, Walk walk) {
    using J = JournalEvent;
    if constexpr (requires { event.agent; })
        walk(event.agent, &J::has_agent, &J::agent, &J::set_agent);
    if constexpr (requires { event.queue; })
        walk(event.queue, &J::has_queue, &J::queue, &J::set_queue);
    if constexpr (requires { event.offer; })
        walk(event.offer, &J::has_offer, &J::offer, &J::set_offer);
    if constexpr (requires { event.channel; })
        walk(event.channel, &J::has_channel, &J::channel, &J::set_channel);
    if constexpr (requires { event.arrival; })
        walk(event.arrival, &J::has_arrival, &J::arrival, &J::set_arrival);
    if constexpr (requires { event.priority; })
        walk(event.priority, &J::has_priority, &J::priority, &J::set_priority);
    if constexpr (requires { event.firstEntry; })
        walk(event.firstEntry, &J::has_first_entry, &J::first_entry, &J::set_first_entry);
    if constexpr (requires { event.contact; })
        walk(event.contact, &J::has_contact, &J::contact, &J::set_contact);
    if constexpr (requires { event.preferred; })
        walk(event.preferred, &J::has_preferred, &J::preferred, &J::set_preferred);
    if constexpr (requires { event.preferredFor; })
        walk(event.preferredFor, &J::has_preferred_for, &J::preferred_for, &J::set_preferred_for);
    if constexpr (requires { event.effort; })
        walk(event.effort, &J::has_effort, &J::effort, &J::set_effort);
    if constexpr (requires { event.reason; })
        walk(event.reason, &J::has_reason, &J::reason, &J::set_reason);
    if constexpr (requires { event.why; })
        walk(event.why, &J::has_why, &J::why, &J::set_why);
    if constexpr (requires { event.by; })
        walk(event.by, &J::has_by, &J::by, &J::set_by);
    if constexpr (requires { event.until; })
        walk(event.until, &J::has_until, &J::until, &J::set_until);
    if constexpr (requires { event.from; })
        walk(event.from, &J::has_from, &J::from, &J::set_from);
    if constexpr (requires { event.with; })
        walk(event.with, &J::has_with, &J::with, &J::set_with);
    if constexpr (requires { event.toQueue; })
        walk(event.toQueue, &J::has_to_queue, &J::to_queue, &J::set_to_queue);
    if constexpr (requires { event.toAgent; })
        walk(event.toAgent, &J::has_to_agent, &J::to_agent, &J::set_to_agent);
    if constexpr (requires { event.presence; })
        walk(event.presence, &J::has_presence, &J::presence, &J::set_presence);
    if constexpr (requires { event.reachable; })
        walk(event.reachable, &J::has_reachable, &J::reachable, &J::set_reachable);
    if constexpr (requires { event.inUse; })
        walk(event.inUse, &J::has_in_use, &J::in_use, &J::set_in_use);
    if constexpr (requires { event.open; })
        walk(event.open, &J::has_open, &J::open, &J::set_open);
    if constexpr (requires { event.force; })
        walk(event.force, &J::has_force, &J::force, &J::set_force);
    if constexpr (requires { event.result; })
        walk(event.result, &J::has_result, &J::result, &J::set_result);
}

void write(const routing::Needs& needs, JournalEvent& message) {
    message.mutable_needs()->set_mode(toWire(needs.mode));
    for (std::size_t i = 0; i < needs.count; ++i) {
        antesala::acd::JournalNeed& need = *message.mutable_needs()->add_skills();
        need.set_skill(toWire(needs.skills[i].skill));
        need.set_proficiency(needs.skills[i].proficiency);
    }
}

routing::Needs readNeeds(const antesala::acd::JournalNeeds& message) {
    routing::Needs needs;
    needs.mode = fromWire<routing::MatchMode>(message.mode());
    const std::size_t count =
        std::min<std::size_t>(static_cast<std::size_t>(message.skills_size()), routing::kNeedLimit);
    for (std::size_t i = 0; i < count; ++i) {
        const antesala::acd::JournalNeed& need = message.skills(static_cast<int>(i));
        needs.skills[i] = {fromWire<routing::SkillNumber>(need.skill()), fromWire<std::uint8_t>(need.proficiency())};
    }
    needs.count = static_cast<std::uint8_t>(count);
    return needs;
}

template <typename E>
void writeOthers(const E& event, JournalEvent& message) {
    if constexpr (requires { event.id; })
        message.set_interaction(event.id.bytes.data(), event.id.bytes.size());
    if constexpr (requires { event.needs.count; })
        write(event.needs, message);
    else if constexpr (requires { event.needs; }) {
        if (event.needs)
            write(*event.needs, message);
    }
    if constexpr (requires { event.dispositions; }) {
        for (std::size_t i = 0; i < event.dispositions.count; ++i)
            message.mutable_dispositions()->add_chosen(toWire(event.dispositions.chosen[i]));
    }
    if constexpr (requires { event.change; })
        encodeDirectory(*event.change, *message.mutable_directory());
}

template <typename E>
void readOthers(E& event, const JournalEvent& message) {
    if constexpr (requires { event.id; }) {
        if (message.interaction().size() == event.id.bytes.size())
            std::memcpy(event.id.bytes.data(), message.interaction().data(), event.id.bytes.size());
    }
    if constexpr (requires { event.needs; }) {
        if (message.has_needs())
            event.needs = readNeeds(message.needs());
    }
    if constexpr (requires { event.dispositions; }) {
        const int count = std::min<int>(message.dispositions().chosen_size(), routing::kDispositionLimit);
        for (int i = 0; i < count; ++i)
            event.dispositions.chosen[static_cast<std::size_t>(i)] =
                fromWire<routing::DispositionNumber>(message.dispositions().chosen(i));
        event.dispositions.count = static_cast<std::uint8_t>(count);
    }
    if constexpr (requires { event.change; })
        event.change = std::make_shared<routing::DirectoryChange>(decodeDirectory(message.directory()));
}

using Decoder = Event (*)(const JournalEvent& message);

template <std::size_t Index>
Event decodeAs(const JournalEvent& message) {
    std::variant_alternative_t<Index, AnyEvent> event;
    walkFields(event, FieldReader(message));
    readOthers(event, message);
    return event;
}

// By name, not by place in the variant: a new event may be declared anywhere.
template <std::size_t... Index>
QHash<QByteArray, Decoder> decodersOf(std::index_sequence<Index...>) {
    const auto name = [](const Event& event) {
        const std::string_view text = routing::nameOf(event);
        return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
    };
    return {{name(Event(std::in_place_index<Index>)), &decodeAs<Index>}...};
}

} // namespace

QByteArray encodeEvent(const Event& event) {
    JournalEvent message;
    message.set_name(std::string(routing::nameOf(event)));
    std::visit(
        [&message](const auto& each) {
            walkFields(each, FieldWriter(message));
            writeOthers(each, message);
        },
        event);
    QByteArray bytes(static_cast<qsizetype>(message.ByteSizeLong()), Qt::Uninitialized);
    message.SerializeWithCachedSizesToArray(reinterpret_cast<std::uint8_t*>(bytes.data()));
    return bytes;
}

proto::base::Result<Event> decodeEvent(const QByteArray& bytes) {
    static const auto decoders = decodersOf(std::make_index_sequence<std::variant_size_v<AnyEvent>>());
    JournalEvent message;
    if (!message.ParseFromArray(bytes.constData(), static_cast<int>(bytes.size())))
        return proto::base::Status::invalid(QStringLiteral("a journal entry is damaged"));
    const Decoder decoder = decoders.value(QByteArray::fromStdString(message.name()));
    if (decoder == nullptr)
        return proto::base::Status::invalid(
            QStringLiteral("the journal holds an event this version does not know, %1: run the newer acd that wrote it")
                .arg(QString::fromStdString(message.name())));
    return decoder(message);
}

} // namespace acd::history
