"""What the author of a bot imports.

    from antesala import bot, Mail, Result

    @bot
    def route(mail: Mail) -> Result:
        if "urgent" in mail.subject.lower():
            return Result.to_queue("soporte", priority=3600)
        return Result.not_mine()

Try it on a mail without the system: python3 -m antesala.try bot.py mail.eml
"""

from antesala.mail import Mail
from antesala.registration import bot
from antesala.result import Result
from antesala.table import TableError, load_table

__all__ = ["Mail", "Result", "TableError", "bot", "load_table"]
