// What is known of the interactions in acd's hands, beside their routing; the store's table `interaction` in memory, for the
// open ones and for those whose end mcan has not acknowledged. Main loop only.
#pragma once

#include "messages/interaction.pb.h"

#include <QHash>
#include <QString>

namespace acd::switchboard {

struct BookEntry {
    antesala::v1::Interaction interaction;
    quint32 release = 0; // 0 for calls
};

class InteractionBook {
public:
    void put(const antesala::v1::Interaction& interaction, quint32 release) {
        m_open.insert(QString::fromStdString(interaction.id()), {interaction, release});
    }
    BookEntry* find(const QString& id) {
        const auto found = m_open.find(id);
        return found == m_open.end() ? nullptr : &*found;
    }
    const BookEntry* find(const QString& id) const {
        const auto found = m_open.constFind(id);
        return found == m_open.constEnd() ? nullptr : &*found;
    }
    void close(const QString& id) { m_open.remove(id); }
    qsizetype size() const { return m_open.size(); }
    QList<QString> ids() const { return m_open.keys(); }

    // Ended, and InteractionEnded on its way.
    void addUnacknowledged(const QString& id, quint32 release) { m_unacknowledged.insert(id, release); }
    void acknowledged(const QString& id) { m_unacknowledged.remove(id); }
    const QHash<QString, quint32>& unacknowledged() const { return m_unacknowledged; }

private:
    QHash<QString, BookEntry> m_open;
    QHash<QString, quint32> m_unacknowledged;
};

} // namespace acd::switchboard
