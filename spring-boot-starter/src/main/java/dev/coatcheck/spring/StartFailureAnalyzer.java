package dev.coatcheck.spring;

import dev.coatcheck.CoatcheckException;
import dev.coatcheck.ConfigurationException;
import dev.coatcheck.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * A start that failed for a setting, a missing module, or a store that did not answer where it must, in some lines in
 * place of a stack trace.
 */
final class StartFailureAnalyzer extends AbstractFailureAnalyzer<CoatcheckException> {
    private static final String JEDIS = "redis.clients:jedis";
    private static final String JEDIS_VERSION = "7.4.1";

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable failure, CoatcheckException cause) {
        if (!(cause instanceof ConfigurationException || cause instanceof StoreUnavailableException)) {
            return null;
        }
        String message = String.valueOf(cause.getMessage());
        // first what is wrong, behind a semicolon what would be right
        int end = message.indexOf("; ");
        return end < 0
                ? new FailureAnalysis("Coatcheck: " + message, null, cause)
                : new FailureAnalysis(
                        "Coatcheck: " + message.substring(0, end),
                        asSentence(message.substring(end + 2)) + forJedis(message),
                        cause);
    }

    private static String asSentence(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }

    private static String forJedis(String message) {
        return message.contains(JEDIS)
                ? "\n\nMaven:  <properties><jedis.version>" + JEDIS_VERSION + "</jedis.version></properties>"
                        + "\nGradle: ext['jedis.version'] = '" + JEDIS_VERSION + "'"
                : "";
    }
}
