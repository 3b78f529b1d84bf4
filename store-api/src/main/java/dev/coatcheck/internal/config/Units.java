package dev.coatcheck.internal.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers with units, as configuration has them. Empty for any text that is none. */
public final class Units {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,18})\\s*([A-Za-z]*)");
    private static final Map<String, Duration> TIMES = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    private static final Map<String, Long> SIZES = Map.of(
            "", 1L, "B", 1L, "KB", 1L << 10, "KIB", 1L << 10, "MB", 1L << 20, "MIB", 1L << 20, "GB", 1L << 30, "GIB",
            1L << 30);

    private Units() {}

    /** A duration: {@code 500ms}, {@code 24h} or {@code PT24H}. */
    public static Optional<Duration> duration(String text) {
        try {
            Matcher parts = NUMBER_AND_UNIT.matcher(text);
            if (!parts.matches()) {
                return Optional.of(Duration.parse(text));
            }
            return Optional.ofNullable(TIMES.get(parts.group(2)))
                    .map(unit -> unit.multipliedBy(Long.parseLong(parts.group(1))));
        } catch (DateTimeParseException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** A number of bytes: {@code 512}, or {@code 8KB}, which are 8,192. */
    public static Optional<Long> bytes(String text) {
        Matcher parts = NUMBER_AND_UNIT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(SIZES.get(parts.group(2).toUpperCase(Locale.ROOT)))
                    .map(unit -> Math.multiplyExact(unit, Long.parseLong(parts.group(1))));
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** A whole number of at most nine digits: {@code -7}. */
    public static Optional<Integer> integer(String text) {
        return text.matches("-?[0-9]{1,9}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }

    /** A duration of whole milliseconds in the largest unit that divides it: {@code 24h}. */
    public static String text(Duration time) {
        if (time.toMillis() % 1000 != 0) {
            return time.toMillis() + "ms";
        }
        long seconds = time.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
