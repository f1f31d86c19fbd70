// Unsent replies, one for each agent and interaction. Main loop only.
#pragma once

#include "proto/base/clock.h"
#include "proto/base/store.h"

#include <QString>

#include <functional>

namespace desk::server {

class DraftStore {
public:
    static constexpr qsizetype mostCharacters = 256 << 10;

    struct Draft {
        QString text;
        std::int64_t savedAtMicros = 0; // 0: there is none
    };

    DraftStore(proto::base::Store& store, const proto::base::Clock& clock) : m_store(store), m_clock(clock) {}

    // `done` once it is durable. An empty text removes the draft.
    using Done = std::function<void(const proto::base::Result<Draft>& draft)>;
    void save(const QString& login, const QString& interaction, const QString& text, QObject* context, Done done);
    void get(const QString& login, const QString& interaction, QObject* context, Done done);
    void remove(const QString& login, const QString& interaction);

private:
    proto::base::Store& m_store;
    const proto::base::Clock& m_clock;
};

} // namespace desk::server
