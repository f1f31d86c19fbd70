// The visitor that reads one table of a site file into one entry of the directory, and collects every mistake.
#pragma once

#include "proto/base/toml_text.h"
#include "proto/directory/fields.h"
#include "proto/directory/site_file.h"

#include <map>

namespace proto::directory {

// What all tables of a file share: the mistakes, the names defined and the names referred to.
struct SiteReading {
    struct Reference {
        Kind kind;
        QString name;
        int line;
        QString from; // "mailbox ayuda@demo.test: queue"
    };
    QString folder;  // of the file, for paths in it
    QString country; // by whose plan numbers are read
    std::vector<SiteMistake> mistakes;
    std::map<std::pair<Kind, QString>, int> defined; // to the line
    std::vector<Reference> references;
    std::vector<std::pair<QString, QString>> passwords; // login, plain text

    void mistake(int line, const QString& text) { mistakes.push_back({line, text}); }
    void define(Kind kind, const QString& name, int line, const QString& whose);
};

// "queue", "break reason": the kind as a person calls it.
QString wordFor(Kind kind);

class SiteReader {
public:
    // `key`: the table's name in the file ("queue").
    SiteReader(SiteReading& reading, const toml::table& table, QString key);
    // Every key that was not asked for is a mistake.
    void finish();

    void defines(const char* key, QString& value, Kind kind);
    void definesAddress(const char* key, QString& value);
    void definesNumber(const char* key, QString& value, Kind kind);
    void phone(const char* key, QString& value);
    void refers(const char* key, QString& value, Kind kind, Need need);
    void referAll(const char* key, QStringList& values, Kind kind);
    void text(const char* key, QString& value, Need need);
    void texts(const char* key, QStringList& values, Check check);
    void checked(const char* key, QString& value, Check check);
    void path(const char* key, QString& value, Need need);
    void secret(Person& person);
    void whole(const char* key, int& value, int min, int max);
    void flag(const char* key, bool& value);
    void title(Title& title);
    void site(Directory& directory);              // finds [site]
    void site(Directory& directory, Need needed); // reads it
    void number(std::uint32_t&) {}                // given by the store
    Kind namedKind() const;

    template <typename Enum, std::size_t N>
    void choice(const char* key, Enum& value, const Names<Enum, N>& names) {
        QStringList known;
        for (const auto& entry : names)
            known << QString::fromLatin1(entry.first);
        const qsizetype chosen = choose(key, known);
        if (chosen >= 0)
            value = names[static_cast<std::size_t>(chosen)].second;
    }

    template <typename Entry>
    void list(const char* key, std::vector<Entry>& entries) {
        for (const toml::table* table : tables(key)) {
            SiteReader inner(m_reading, *table, m_label.isEmpty() ? QString::fromLatin1(key) : m_label);
            visit(inner, entries.emplace_back());
            inner.finish();
        }
    }

    template <typename Part>
    void part(const char* key, Part& part) {
        const toml::table* table = tableOf(key);
        if (!table)
            return;
        SiteReader inner(m_reading, *table, m_label + QStringLiteral(": ") + QString::fromLatin1(key));
        visit(inner, part);
        inner.finish();
    }
    // Fields that are right each by itself, but not together (site_fits.cpp). Nothing is said of a table with other mistakes.
    void fits(const Relaxation& step);
    void fits(const OverflowTarget& target);
    void fits(const OpeningTimes& times);
    void fits(const Hours& hours);
    void fits(const Queue& queue);

private:
    const toml::node* take(const char* key); // null when absent; then it is known, not a mistake
    const toml::node* need(const char* key);
    // A text of 1 to 255 characters without control characters; false when absent or wrong.
    bool read(const char* key, QString& value, Need need);
    // Texts of a list, each with its line.
    std::vector<std::pair<QString, int>> textsAt(const char* key);
    qsizetype choose(const char* key, const QStringList& known);
    std::vector<const toml::table*> tables(const char* key);
    const toml::table* tableOf(const char* key); // null when absent or something else
    int line(const char* key) const;
    void wrong(const char* key, const QString& what); // "queue soporte: KEY WHAT"
    bool isRight() const { return m_reading.mistakes.size() == m_mistakesBefore; }

    SiteReading& m_reading;
    const toml::table& m_table;
    const QString m_key;
    QString m_label; // "queue soporte" as soon as the name is known; empty at the top of the file
    QStringList m_asked;
    const std::size_t m_mistakesBefore; // of the tables before this one
};

} // namespace proto::directory
