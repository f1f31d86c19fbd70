// Overflow: where an interaction goes instead. Into another queue the engine takes it by itself; a call with a label leaves for
// the dialplan; a mail ends with the reason, and mcan puts it aside for a person.
#include "acd/switchboard/switchboard.h"

#include "acd/turn/ids.h"
#include "acd/turn/words.h"

namespace acd::switchboard {

using turn::BookEntry;
using turn::textOf;
using turn::wordOf;
using voice::EndCause;
using voice::Exit;
using voice::Farewell;

namespace {

// "voicemail ventas": the reason of an outcome whose call goes on in the dialplan.
struct ExitRow {
    routing::OverflowKind kind;
    Exit exit;
};
constexpr ExitRow exitRows[] = {
    {routing::OverflowKind::external, Exit::External},
    {routing::OverflowKind::voicemail, Exit::Voicemail},
};

const proto::directory::OverflowTarget& targetOf(const proto::directory::Queue& queue,
                                                 routing::OverflowTrigger trigger) {
    switch (trigger) {
    case routing::OverflowTrigger::full:
        return queue.whenFull;
    case routing::OverflowTrigger::closed:
        return queue.whenClosed;
    case routing::OverflowTrigger::unstaffed:
        return queue.whenUnstaffed;
    case routing::OverflowTrigger::slow:
        return queue.whenSlow;
    case routing::OverflowTrigger::waited:
    case routing::OverflowTrigger::declined:
        break;
    }
    return queue.afterWait;
}

// By the reason: too many are here, nobody is, or the caller has been here long enough to know.
EndCause properCause(routing::OverflowTrigger trigger) {
    switch (trigger) {
    case routing::OverflowTrigger::full:
    case routing::OverflowTrigger::slow:
        return EndCause::Busy;
    case routing::OverflowTrigger::closed:
    case routing::OverflowTrigger::unstaffed:
        return EndCause::Unavailable;
    case routing::OverflowTrigger::waited:
    case routing::OverflowTrigger::declined:
        break;
    }
    return EndCause::Normal;
}

EndCause causeOf(proto::directory::TurnAway cause, routing::OverflowTrigger trigger) {
    switch (cause) {
    case proto::directory::TurnAway::Proper:
        break;
    case proto::directory::TurnAway::Busy:
        return EndCause::Busy;
    case proto::directory::TurnAway::Unavailable:
        return EndCause::Unavailable;
    case proto::directory::TurnAway::Congestion:
        return EndCause::Congestion;
    case proto::directory::TurnAway::Rejected:
        return EndCause::Rejected;
    }
    return properCause(trigger);
}

} // namespace

void Switchboard::carry(const routing::OverflowTo& action) {
    const QString trigger = wordOf(action.trigger);
    const QString kind = wordOf(action.target.kind);
    const QString label = m_numbers.overflowLabel(action.target.external);
    QString detail = QStringLiteral("trigger=%1 kind=%2").arg(trigger, kind);
    if (action.target.kind == routing::OverflowKind::queue)
        detail += QStringLiteral(" queue=") + m_numbers.nameOf(action.target.queue);
    if (!label.isEmpty())
        detail += QStringLiteral(" label=") + label;
    logStep(action.id, "overflow_to", action.from, {}, detail);
    m_publisher.changed(action.from);

    const QString interaction = textOf(action.id);
    m_overflow = {interaction, trigger, std::nullopt};
    if (action.target.kind == routing::OverflowKind::end) {
        const auto* queue = m_numbers.queue(action.from);
        const auto target = queue == nullptr ? proto::directory::OverflowTarget() : targetOf(*queue, action.trigger);
        m_overflow.farewell = Farewell{causeOf(target.cause, action.trigger), target.prompt};
    }
    for (const ExitRow& row : exitRows) {
        if (row.kind != action.target.kind)
            continue;
        m_overflow.reason = kind + u' ' + label;
        const BookEntry* entry = m_book.find(interaction);
        const bool isCall = entry != nullptr && entry->interaction.channel() == antesala::v1::CHANNEL_VOICE;
        if (isCall && interaction != m_talksOn)
            m_parts.telephony.leave(interaction, row.exit, label);
    }
}

// A call is over for acd: its caller is hung up, or told why nobody takes them.
void Switchboard::endCall(const QString& interaction) {
    if (interaction == m_talksOn)
        return;
    if (m_overflow.interaction == interaction && m_overflow.farewell)
        return m_parts.telephony.turnAway(interaction, *m_overflow.farewell);
    m_parts.telephony.end(interaction);
}

QString Switchboard::overflowReasonOf(const QString& interaction) const {
    return m_overflow.interaction == interaction ? m_overflow.reason : QString();
}

// A caller found in the application whose interaction has ended: the journal has the outcome, and Asterisk was not told.
void Switchboard::letGo(const QString& interaction, const antesala::v1::InteractionEnded& ended) {
    const QString reason = QString::fromStdString(ended.reason());
    if (ended.outcome() == antesala::v1::OUTCOME_OVERFLOWED) {
        for (const ExitRow& row : exitRows) {
            if (reason.section(u' ', 0, 0) == wordOf(row.kind))
                m_parts.telephony.leave(interaction, row.exit, reason.section(u' ', 1));
        }
        for (int trigger = 0; trigger <= static_cast<int>(routing::OverflowTrigger::declined); ++trigger) {
            const auto each = static_cast<routing::OverflowTrigger>(trigger);
            if (reason == wordOf(each))
                return m_parts.telephony.turnAway(interaction, {properCause(each)});
        }
    }
    m_parts.telephony.end(interaction); // means nothing to one that has left
}

} // namespace acd::switchboard
