#include "acd/asterisk/survey.h"

#include "acd/asterisk/call.h"

#include <QDateTime>
#include <QJsonArray>

#include <memory>

namespace acd::asterisk {

namespace {

struct Progress {
    Survey survey;
    QSet<QString> inApplication;
    int variablesMissing = 0;
    std::function<void(const Survey&)> done;
};
using ProgressPointer = std::shared_ptr<Progress>;

QString text(const QJsonValue& value, const char* key) {
    return value[QLatin1String(key)].toString();
}

SurveyedChannel read(const QJsonValue& channel, const QSet<QString>& inApplication) {
    const QJsonValue caller = channel[QStringLiteral("caller")];
    const QJsonValue dialplan = channel[QStringLiteral("dialplan")];
    SurveyedChannel found;
    found.id = text(channel, "id");
    found.isUp = text(channel, "state") == QLatin1String("Up");
    found.isRinging = text(channel, "state") == QLatin1String("Ringing");
    found.isInApplication = text(dialplan, "app_name") == QLatin1String("Stasis") && inApplication.contains(found.id);
    found.called = text(dialplan, "exten");
    found.callerNumber = text(caller, "number");
    found.callerName = text(caller, "name");
    found.phone = text(channel, "name").section(u'/', 1).section(u'-', 0, -2);
    found.createdAtUs =
        QDateTime::fromString(text(channel, "creationtime"), Qt::ISODateWithMs).toMSecsSinceEpoch() * 1000;
    return found;
}

void finish(const ProgressPointer& progress, const QString& problem = {}, bool complete = false) {
    if (!progress->done)
        return;
    progress->survey.complete = complete;
    progress->survey.problem = problem;
    const auto done = std::move(progress->done);
    progress->done = nullptr;
    done(progress->survey);
}

QString problemOf(const AriAnswer& answer) {
    return answer.status == 0 ? QString() : answer.message();
}

void askVariables(AriClient& ari, const ProgressPointer& progress) {
    progress->variablesMissing = static_cast<int>(progress->survey.channels.size());
    if (progress->variablesMissing == 0)
        return finish(progress, {}, true);
    for (std::size_t index = 0; index < progress->survey.channels.size(); ++index) {
        const QString id = progress->survey.channels[index].id;
        ari.send(AriRequest::get({QStringLiteral("channels"), id, QStringLiteral("variable")})
                     .with("variable", interactionVariable()),
                 [progress, index](const AriAnswer& answer) {
                     if (answer.status == 0)
                         return finish(progress);
                     progress->survey.channels[index].interaction = text(answer.body, "value");
                     if (--progress->variablesMissing == 0)
                         finish(progress, {}, true);
                 });
    }
}

void askBridges(AriClient& ari, const ProgressPointer& progress) {
    ari.send(AriRequest::get({QStringLiteral("bridges")}), [&ari, progress](const AriAnswer& answer) {
        if (!answer.isOk())
            return finish(progress, problemOf(answer));
        for (const QJsonValue bridge : answer.body.toArray()) {
            if (!bridgeInteraction(text(bridge, "id")))
                continue;
            QSet<QString>& members = progress->survey.bridges[text(bridge, "id")];
            for (const QJsonValue channel : bridge[QStringLiteral("channels")].toArray())
                members.insert(channel.toString());
        }
        askVariables(ari, progress);
    });
}

void askChannels(AriClient& ari, const ProgressPointer& progress) {
    ari.send(AriRequest::get({QStringLiteral("channels")}), [&ari, progress](const AriAnswer& answer) {
        if (!answer.isOk())
            return finish(progress, problemOf(answer));
        for (const QJsonValue channel : answer.body.toArray()) {
            SurveyedChannel found = read(channel, progress->inApplication);
            if (found.isInApplication || legOffer(found.id))
                progress->survey.channels.push_back(std::move(found));
        }
        askBridges(ari, progress);
    });
}

} // namespace

void takeSurvey(AriClient& ari, std::function<void(const Survey&)> done) {
    const auto progress = std::make_shared<Progress>();
    progress->done = std::move(done);
    ari.send(AriRequest::get({QStringLiteral("applications"), ari.options().application}),
             [&ari, progress](const AriAnswer& answer) {
                 if (!answer.isOk())
                     return finish(progress, problemOf(answer));
                 for (const QJsonValue id : answer.body[QStringLiteral("channel_ids")].toArray())
                     progress->inApplication.insert(id.toString());
                 askChannels(ari, progress);
             });
}

} // namespace acd::asterisk
