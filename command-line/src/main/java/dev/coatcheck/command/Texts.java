package dev.coatcheck.command;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers and names for people. */
final class Texts {
    private static final List<String> UNITS = List.of("KB", "MB", "GB", "TB");

    private Texts() {}

    /** {@code 1,234}. */
    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 1 session}, {@code 1,234 sessions}. */
    static String count(long number, String thing) {
        return number(number) + " " + thing + (number == 1 ? "" : "s");
    }

    /** {@code 512 B}, {@code 1.5 KB}; a KB is 1,024 bytes, as everywhere in Coatcheck. */
    static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double size = bytes / 1024.0;
        int unit = 0;
        // what would be printed as 1024.0 is one of the next unit
        while (size >= 1023.95 && unit < UNITS.size() - 1) {
            size /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", size, UNITS.get(unit));
    }

    /** {@code 45s}, {@code 2m 5s}, {@code 3h 20m}, {@code 5d 4h}: two units tell enough. */
    static String time(Duration time) {
        if (time.compareTo(Duration.ofMinutes(1)) < 0) {
            return time.toSeconds() + "s";
        }
        if (time.compareTo(Duration.ofHours(1)) < 0) {
            return time.toMinutes() + "m " + time.toSecondsPart() + "s";
        }
        return time.compareTo(Duration.ofDays(1)) < 0
                ? time.toHours() + "h " + time.toMinutesPart() + "m"
                : time.toDays() + "d " + time.toHoursPart() + "h";
    }

    /** What a store holds under a name is whatever somebody has written there: nothing of it drives the terminal. */
    static String printable(String name) {
        return name.codePoints()
                .mapToObj(c -> c > ' ' && c <= '~' ? Character.toString(c) : String.format(Locale.ROOT, "\\u{%x}", c))
                .collect(Collectors.joining());
    }

    /** How many a second. */
    static long perSecond(long units, Duration elapsed) {
        return Math.round(units * 1000.0 / Math.max(1, elapsed.toMillis()));
    }
}
