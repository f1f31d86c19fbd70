// What is known of the interactions in acd's hands, beside their routing; the store's table `interaction` in memory, for the
// open ones and for those whose end mcan has not acknowledged. Main loop only.
#pragma once

#include "messages/interaction.pb.h"

#include <QHash>
#include <QString>
#include <QStringList>

#include <functional>
#include <utility>

namespace acd::turn {

struct BookEntry {
    antesala::v1::Interaction interaction; // its queue is where it is now
    quint32 release = 0;                   // 0 for calls
    QString releasedFor = {};              // the queue mcan released it for; empty for calls
    quint32 update = 0;                    // mcan's last that is here
    quint32 read = 0;                      // the last that was seen: of what comes after it the outcome says nothing
};

class InteractionBook {
public:
    void put(const antesala::v1::Interaction& interaction, quint32 release) {
        const QString id = QString::fromStdString(interaction.id());
        close(id);
        m_open.insert(id, {interaction, release, release == 0 ? QString() : QString::fromStdString(interaction.queue()),
                           interaction.update(), interaction.update()});
    }
    // It is in this queue now.
    void move(const QString& id, const QString& queue) {
        BookEntry* entry = find(id);
        if (entry == nullptr || queue.isEmpty() || entry->interaction.queue() == queue.toStdString())
            return;
        QStringList changed = shift(*entry, -1);
        entry->interaction.set_queue(queue.toStdString());
        tell(changed << shift(*entry, 1));
    }
    void close(const QString& id) {
        const BookEntry* entry = find(id);
        const QStringList changed = entry == nullptr ? QStringList() : shift(*entry, -1);
        m_open.remove(id);
        tell(changed);
    }
    // Called with the queues whose windowShift is another now.
    void onShift(std::function<void(const QStringList& queues)> shifted) { m_shifted = std::move(shifted); }
    // mcan counts an interaction where it released it, the engine where it is: by so much the window granted for a queue must be
    // wider than the engine's, or its pre-queue would stand still for work that has long been in another.
    int windowShift(const QString& queue, antesala::v1::Channel channel) const {
        return m_shift.value({queue, channel});
    }
    BookEntry* find(const QString& id) {
        const auto found = m_open.find(id);
        return found == m_open.end() ? nullptr : &*found;
    }
    const BookEntry* find(const QString& id) const {
        const auto found = m_open.constFind(id);
        return found == m_open.constEnd() ? nullptr : &*found;
    }
    qsizetype size() const { return m_open.size(); }
    QList<QString> ids() const { return m_open.keys(); }

    // Ended, and InteractionEnded on its way.
    void addUnacknowledged(const QString& id, quint32 release) { m_unacknowledged.insert(id, release); }
    void acknowledged(const QString& id) { m_unacknowledged.remove(id); }
    const QHash<QString, quint32>& unacknowledged() const { return m_unacknowledged; }

private:
    void tell(const QStringList& queues) const {
        if (!queues.isEmpty() && m_shifted)
            m_shifted(queues);
    }
    QStringList shift(const BookEntry& entry, int by) {
        const QString queue = QString::fromStdString(entry.interaction.queue());
        if (entry.releasedFor.isEmpty() || entry.releasedFor == queue)
            return {};
        m_shift[{entry.releasedFor, entry.interaction.channel()}] += by;
        m_shift[{queue, entry.interaction.channel()}] -= by;
        return {entry.releasedFor, queue};
    }

    QHash<QString, BookEntry> m_open;
    QHash<std::pair<QString, int>, int> m_shift; // by queue and channel
    std::function<void(const QStringList& queues)> m_shifted;
    QHash<QString, quint32> m_unacknowledged;
};

} // namespace acd::turn
