export const chat_icon = 'M3 4h14v9H9l-4 3.5V13H3z';
