#include "acd/commands/agent_command.h"

#include "acd/commands/agent_command_rows.h"

#include <algorithm>

namespace acd::commands {

using directory::Numbers;
using turn::idOf;
using turn::offerOf;

namespace v1 = antesala::v1;
using proto::base::Status;

namespace {

using Asked = AskedCommand;

CommandMeaning choosePresence(const Asked& asked) {
    const v1::ChoosePresence& choice = asked.command.choose_presence();
    const QString reason = QString::fromStdString(choice.break_reason());
    switch (choice.presence()) {
    case v1::PRESENCE_OFFLINE:
        return {routing::PresenceChosen{asked.agent, routing::Presence::offline, {}}, {}};
    case v1::PRESENCE_AVAILABLE:
        return {routing::PresenceChosen{asked.agent, routing::Presence::available, {}}, {}};
    case v1::PRESENCE_ON_BREAK:
        break;
    default:
        return refuseCommand(Status::invalid(QStringLiteral("presence must be offline, available or on_break")),
                             "invalid");
    }
    const routing::ReasonNumber number = asked.sources.numbers.breakReason(reason);
    if (!reason.isEmpty() && number == routing::ReasonNumber::none)
        return refuseCommand(Status::notFound(QStringLiteral("the directory has no break reason %1").arg(reason)),
                             "unknown_break_reason");
    return {routing::PresenceChosen{asked.agent, routing::Presence::on_break, number}, {}};
}

// The offer, if it is pending for this very agent.
std::optional<routing::WorkItem> pendingOffer(const Asked& asked, const std::string& offerId) {
    const routing::OfferId offer = offerOf(QString::fromStdString(offerId));
    const auto view = asked.sources.engine.agent(asked.agent);
    if (!view || offer == routing::OfferId::none)
        return std::nullopt;
    const auto found = std::find_if(view->work.begin(), view->work.end(), [offer](const routing::WorkItem& item) {
        return item.offer == offer && item.state == routing::InteractionState::offered;
    });
    return found == view->work.end() ? std::nullopt : std::optional(*found);
}

CommandMeaning offerIsOver() {
    return refuseCommand(
        Status::refused(QStringLiteral("the offer is over: it was answered, taken back, or its time was up")),
        "offer_expired");
}

CommandMeaning acceptOffer(const Asked& asked) {
    const auto offer = pendingOffer(asked, asked.command.accept_offer().offer_id());
    if (!offer)
        return offerIsOver();
    if (asked.sources.carriers.of(offer->channel).isByPhone())
        return refuseCommand(Status::refused(QStringLiteral("a call is taken by answering the phone")),
                             "answer_on_phone");
    return {routing::OfferAccepted{offer->offer}, {}};
}

CommandMeaning declineOffer(const Asked& asked) {
    const auto offer = pendingOffer(asked, asked.command.decline_offer().offer_id());
    return offer ? CommandMeaning{routing::OfferDeclined{offer->offer, {}}, {}} : offerIsOver();
}

// Nothing when one is unknown or there are too many; `answer` says so.
template <typename Names>
std::optional<routing::Dispositions> dispositionsOf(const Names& names, const Numbers& numbers, v1::Answer& answer) {
    routing::Dispositions dispositions;
    for (const std::string& name : names) {
        const routing::DispositionNumber number = numbers.disposition(QString::fromStdString(name));
        if (number == routing::DispositionNumber::none || dispositions.count == routing::kDispositionLimit) {
            const QString problem =
                number == routing::DispositionNumber::none
                    ? QStringLiteral("the directory has no disposition %1").arg(QString::fromStdString(name))
                    : QStringLiteral("at most %1 dispositions").arg(routing::kDispositionLimit);
            answer = proto::bus::answerFailure(Status::invalid(problem), QStringLiteral("unknown_disposition"));
            return std::nullopt;
        }
        dispositions.chosen[dispositions.count++] = number;
    }
    return dispositions;
}

CommandMeaning finish(const Asked& asked) {
    CommandMeaning meaning;
    if (const auto chosen =
            dispositionsOf(asked.command.finish().dispositions(), asked.sources.numbers, meaning.answer))
        meaning.event =
            routing::InteractionFinished{idOf(QString::fromStdString(asked.command.finish().interaction_id())),
                                         asked.agent, routing::FinishedBy::agent, *chosen};
    return meaning;
}

CommandMeaning chooseDispositions(const Asked& asked) {
    CommandMeaning meaning;
    const v1::ChooseDispositions& command = asked.command.choose_dispositions();
    if (const auto chosen = dispositionsOf(command.dispositions(), asked.sources.numbers, meaning.answer))
        meaning.event =
            routing::DispositionsChosen{idOf(QString::fromStdString(command.interaction_id())), asked.agent, *chosen};
    return meaning;
}

CommandMeaning endWrapUp(const Asked& asked) {
    CommandMeaning meaning;
    if (const auto chosen =
            dispositionsOf(asked.command.end_wrap_up().dispositions(), asked.sources.numbers, meaning.answer))
        meaning.event = routing::WrapUpEnded{idOf(QString::fromStdString(asked.command.end_wrap_up().interaction_id())),
                                             asked.agent, *chosen};
    return meaning;
}

CommandMeaning extendWrapUp(const Asked& asked) {
    const v1::ExtendWrapUp& extend = asked.command.extend_wrap_up();
    return {routing::WrapUpExtended{idOf(QString::fromStdString(extend.interaction_id())), asked.agent,
                                    extend.seconds() * routing::kSecond},
            {}};
}

CommandMeaning hold(const Asked& asked) {
    return {routing::InteractionHeld{idOf(QString::fromStdString(asked.command.hold().interaction_id())), asked.agent},
            {}};
}

CommandMeaning resume(const Asked& asked) {
    return {
        routing::InteractionResumed{idOf(QString::fromStdString(asked.command.resume().interaction_id())), asked.agent},
        {}};
}

// A desk that goes has its grace first: see DeskWatch.
CommandMeaning deskConnection(const Asked& asked) {
    const auto view = asked.sources.engine.agent(asked.agent);
    if (asked.command.desk_connection().connected() && view && !view->deskConnected)
        return {routing::DeskConnected{asked.agent}, {}};
    return {std::nullopt, proto::bus::answerOk()};
}

struct Row {
    v1::AgentCommand::CommandCase command;
    CommandMeaning (*meaning)(const Asked&);
};
constexpr Row rows[] = {
    {v1::AgentCommand::kChoosePresence, choosePresence},
    {v1::AgentCommand::kAcceptOffer, acceptOffer},
    {v1::AgentCommand::kDeclineOffer, declineOffer},
    {v1::AgentCommand::kFinish, finish},
    {v1::AgentCommand::kEndWrapUp, endWrapUp},
    {v1::AgentCommand::kExtendWrapUp, extendWrapUp},
    {v1::AgentCommand::kHold, hold},
    {v1::AgentCommand::kResume, resume},
    {v1::AgentCommand::kDeskConnection, deskConnection},
    {v1::AgentCommand::kTransfer, transfer},
    {v1::AgentCommand::kPark, park},
    {v1::AgentCommand::kUnpark, unpark},
    {v1::AgentCommand::kStartConsult, startConsult},
    {v1::AgentCommand::kEndConsult, endConsult},
    {v1::AgentCommand::kChooseDispositions, chooseDispositions},
};

} // namespace

CommandMeaning meaningOf(const v1::AgentCommand& command, routing::AgentNumber agent, const CommandSources& sources,
                         routing::Time now) {
    for (const Row& row : rows) {
        if (row.command == command.command_case())
            return row.meaning({command, agent, sources, now});
    }
    return refuseCommand(Status::invalid(QStringLiteral("a command is missing")), "invalid");
}

} // namespace acd::commands
