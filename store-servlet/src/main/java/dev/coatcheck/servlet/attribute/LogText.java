package dev.coatcheck.servlet.attribute;

import java.util.regex.Pattern;

/** Text that goes into the log with names in it that are whatever somebody has written into a store. */
public final class LogText {
    private static final int LONGEST = 500;
    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\p{L}\\p{M}\\p{N}\\p{P}\\p{S} ]");

    private LogText() {}

    /**
     * The same on one line, so that nothing of it drives a terminal.
     *
     * @param text any text
     * @return its first 500 characters, with a question mark for each that is not printable
     */
    public static String of(String text) {
        String start = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
        return UNPRINTABLE.matcher(start).replaceAll("?");
    }
}
