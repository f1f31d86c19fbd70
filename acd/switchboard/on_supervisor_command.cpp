// What supervisors ask, as the engine's events. As with agents' commands each gets one answer, when what it did is durable; who
// it was stands in the journal by number and in the event log by login.
#include "acd/commands/supervisor_command.h"
#include "acd/switchboard/switchboard.h"
#include "acd/turn/ids.h"
#include "acd/turn/words.h"

namespace acd::switchboard {

using commands::CommandMeaning;
using commands::CommandMemory;
using commands::meaningOf;
using turn::BookEntry;
using turn::textOf;
using turn::wordOf;

namespace v1 = antesala::v1;
using proto::base::Status;

namespace {

v1::Answer invalid(const QString& why) {
    return proto::bus::answerFailure(Status::invalid(why), QStringLiteral("invalid"));
}

// What an event of a supervisor is about, for its line in the event log.
struct Subject {
    routing::InteractionId interaction;
    routing::QueueNumber queue{};
    routing::AgentNumber agent{};
    QString detail;
};

Subject subjectOf(const routing::Event& event) {
    return std::visit(
        [](const auto& each) {
            Subject subject;
            if constexpr (requires { each.id; })
                subject.interaction = each.id;
            if constexpr (requires { each.queue; })
                subject.queue = each.queue;
            if constexpr (requires { each.agent; })
                subject.agent = each.agent;
            if constexpr (requires { each.force; })
                subject.detail =
                    each.force == routing::Force::over_capacity ? QStringLiteral(" force=over_capacity") : QString();
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(each)>, routing::SupervisorReprioritised>)
                subject.detail = QStringLiteral(" priority=%1").arg(each.priority);
            return subject;
        },
        event);
}

} // namespace

void Switchboard::onSupervisorCommand(const proto::bus::Topic& topic, const v1::Envelope& envelope,
                                      const proto::bus::Bus::AnswerFunction& answer) {
    ++m_figures.commands;
    v1::SupervisorCommand command;
    if (!proto::bus::unpack(envelope, command) || QString::fromStdString(command.login()) != topic.id)
        return answer(invalid(QStringLiteral("a SupervisorCommand whose login is the topic's is expected")));
    const QString id = QString::fromStdString(command.command_id());
    if (id.isEmpty())
        return answer(invalid(QStringLiteral("command_id is missing")));
    const routing::PersonNumber by = m_numbers.person(topic.id);
    if (by == routing::PersonNumber::none)
        return answer(
            proto::bus::answerFailure(Status::notFound(QStringLiteral("no person %1 in the directory").arg(topic.id)),
                                      QStringLiteral("unknown_person")));
    if (m_commands.begin(id, answer) != CommandMemory::Standing::New)
        return;
    const CommandMeaning meaning = meaningOf(command, by, m_parts.engine, m_numbers);
    if (!meaning.event)
        return m_commands.answered(id, meaning.answer);
    carryOut(id, *meaning.event);
}

// Before the lines of what it led to. Reprioritising leads to no action of the engine: what is known of the interaction is told
// to the desks from here.
void Switchboard::noteSupervisor(const routing::Event& event) {
    const Subject subject = subjectOf(event);
    const QString interaction = textOf(subject.interaction);
    m_together->steps.insert(m_together->steps.begin(),
                             {interaction, wordOf(event), m_numbers.nameOf(subject.queue),
                              m_numbers.loginOf(subject.agent), QStringLiteral("by=") + m_by + subject.detail});
    const auto* reprioritised = std::get_if<routing::SupervisorReprioritised>(&event);
    BookEntry* entry = reprioritised == nullptr ? nullptr : m_book.find(interaction);
    if (entry == nullptr)
        return;
    entry->interaction.set_priority_seconds(reprioritised->priority);
    if (const auto view = m_parts.engine.interaction(reprioritised->id))
        m_publisher.changed(view->queue);
}

} // namespace acd::switchboard
