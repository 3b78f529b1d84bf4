package dev.coatcheck.servlet.attribute;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says which attributes cannot be read, each once for the same reason, as every request may meet it. Thread-safe. */
final class LostAttributes {
    private static final Logger LOG = LoggerFactory.getLogger(LostAttributes.class);
    private static final int MOST = 1_000;

    private final Set<String> said = ConcurrentHashMap.newKeySet();

    void warn(String attribute, @Nullable String why) {
        String text = LogText.of("session attribute \"" + attribute + "\" cannot be read and counts as absent: " + why);
        if (said.size() < MOST && said.add(text)) {
            LOG.warn("{}; the rest of the session is not affected, and this is said once", text);
        } else {
            LOG.debug(text);
        }
    }
}
