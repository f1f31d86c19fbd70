// Overflow: where an interaction goes instead. Into another queue the engine takes it by itself; a call with a label leaves for
// the dialplan; a mail ends with the reason, and mcan puts it aside for a person.
#include "acd/switchboard/switchboard.h"

#include "acd/switchboard/ids.h"
#include "acd/switchboard/words.h"

namespace acd::switchboard {

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
    m_overflow = {interaction, trigger};
    for (const ExitRow& row : exitRows) {
        if (row.kind != action.target.kind)
            continue;
        m_overflow.second = kind + u' ' + label;
        const BookEntry* entry = m_book.find(interaction);
        if (entry != nullptr && entry->interaction.channel() == antesala::v1::CHANNEL_VOICE)
            m_parts.telephony.leave(interaction, row.exit, label);
    }
}

QString Switchboard::overflowReasonOf(const QString& interaction) const {
    return m_overflow.first == interaction ? m_overflow.second : QString();
}

// A caller found in the application whose interaction has ended: the journal has the outcome, and Asterisk was not told.
void Switchboard::letGo(const QString& interaction, const antesala::v1::InteractionEnded& ended) {
    const QString reason = QString::fromStdString(ended.reason());
    if (ended.outcome() == antesala::v1::OUTCOME_OVERFLOWED) {
        for (const ExitRow& row : exitRows) {
            if (reason.section(u' ', 0, 0) == wordOf(row.kind))
                m_parts.telephony.leave(interaction, row.exit, reason.section(u' ', 1));
        }
    }
    m_parts.telephony.end(interaction); // means nothing to one that has left
}

} // namespace acd::switchboard
