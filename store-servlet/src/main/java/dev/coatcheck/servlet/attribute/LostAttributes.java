package dev.coatcheck.servlet.attribute;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says which attributes cannot be read, each once for the same reason, as every request may meet it. Thread-safe. */
final class LostAttributes {
    private static final Logger LOG = LoggerFactory.getLogger(LostAttributes.class);
    private static final int MOST = 1_000;
    private static final int LONGEST = 500;
    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\p{L}\\p{M}\\p{N}\\p{P}\\p{S} ]");

    private final Set<String> said = ConcurrentHashMap.newKeySet();

    void warn(String attribute, @Nullable String why) {
        String text = printable(
                "session attribute \"" + attribute + "\" cannot be read and counts as absent: " + why);
        if (said.size() < MOST && said.add(text)) {
            LOG.warn("{}; the rest of the session is not affected, and this is said once", text);
        } else {
            LOG.debug(text);
        }
    }

    /** Names of classes are whatever somebody has written into the store: nothing of them drives a terminal. */
    private static String printable(String text) {
        String start = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
        return UNPRINTABLE.matcher(start).replaceAll("?");
    }
}
