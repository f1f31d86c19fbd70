#include "bots/host/python_bot.h"

#include <pybind11/embed.h>

#include <cstdio>

#include <unistd.h>

namespace py = pybind11;

namespace bots::host {

using antesala::v1::BotDecision;
using antesala::v1::BotMail;
using antesala::v1::BotResult;

namespace {

void orDie(const PyStatus& status) {
    if (PyStatus_Exception(status) == 0)
        return;
    std::fprintf(stderr, "Python cannot start: %s\n", status.err_msg == nullptr ? "no reason given" : status.err_msg);
    ::_exit(1);
}

// Isolated: PYTHON* variables and the user's packages change nothing. Unbuffered: what a bot prints is in the log at once.
void startPython() {
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    config.buffered_stdio = 0;
    config.write_bytecode = 0;
    config.install_signal_handlers = 0;
    orDie(PyConfig_SetBytesString(&config, &config.program_name, ANTESALA_PYTHON));
    orDie(Py_InitializeFromConfig(&config));
    PyConfig_Clear(&config);
}

py::str text(const std::string& utf8) {
    return py::reinterpret_steal<py::str>(
        PyUnicode_DecodeUTF8(utf8.data(), static_cast<Py_ssize_t>(utf8.size()), "replace"));
}

py::object mailOf(const py::module_& hosting, const BotMail& mail) {
    py::list headers;
    for (const auto& header : mail.headers())
        headers.append(py::make_tuple(text(header.name()), text(header.value())));
    py::list attachments;
    for (const std::string& name : mail.attachments())
        attachments.append(text(name));
    return hosting.attr("mail_of")(text(mail.subject()), text(mail.from_address()), text(mail.from_name()),
                                   text(mail.mailbox()), text(mail.text()), mail.received_at_us(), headers, attachments,
                                   mail.may_answer(), text(mail.interaction_id()));
}

// Lone surrogates have no UTF-8 form: they become '?'.
std::string utf8(const py::handle& value) {
    const py::bytes bytes = value.attr("encode")("utf-8", "replace");
    return bytes;
}

void fillDecision(BotDecision& decision, const py::object& result) {
    decision.set_queue(utf8(result.attr("queue")));
    decision.set_priority_seconds(result.attr("priority").cast<int>());
    decision.set_close(result.attr("closed").cast<bool>());
    decision.set_reply(utf8(result.attr("answer")));
    decision.set_because(utf8(result.attr("because")));
    for (const py::handle tag : result.attr("tags"))
        decision.add_tags(utf8(tag));
    for (const py::handle entry : result.attr("skills").attr("items")()) {
        const auto [skill, minimum] = entry.cast<std::pair<py::object, unsigned>>();
        auto* need = decision.add_skills();
        need->set_skill(utf8(skill));
        need->set_minimum(minimum);
    }
}

// The text of an exception; when even that fails (no memory left), what can be said without Python.
std::string told(py::error_already_set& problem) {
    try {
        return utf8(py::str(problem.value()));
    } catch (const std::exception&) {
        return "the bot failed, and so did telling why";
    }
}

} // namespace

struct PythonBot::Private {
    py::module_ hosting;
    py::object route;
};

PythonBot::PythonBot(const std::string& packages) : d(std::make_unique<Private>()) {
    startPython();
    py::module_::import("sys").attr("path").attr("insert")(0, packages);
}

PythonBot::~PythonBot() = default;

std::string PythonBot::load(const std::string& file, const std::string& table) {
    try {
        d->hosting = py::module_::import("antesala.hosting");
        d->route = d->hosting.attr("load")(file, table);
        return {};
    } catch (py::error_already_set& problem) {
        return told(problem);
    }
}

BotResult PythonBot::ask(const BotMail& mail) {
    BotResult answer;
    try {
        const py::object result = d->hosting.attr("ask")(d->route, mailOf(d->hosting, mail));
        if (result.attr("mine").cast<bool>())
            fillDecision(*answer.mutable_decision(), result);
        else
            answer.mutable_not_mine()->set_because(utf8(result.attr("because")));
    } catch (py::error_already_set& problem) {
        answer.mutable_failure()->set_detail(told(problem));
    } catch (const std::exception& problem) {
        answer.mutable_failure()->set_detail(problem.what());
    }
    return answer;
}

} // namespace bots::host
