package dev.coatcheck.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** Walks over the sessions with {@code SCAN}, a step at a time as the stream is read. */
final class SessionIds {
    private static final String STEP = "1000";

    /** Asks the server. */
    interface Question {
        @Nullable
        Object ask(Command command, String... arguments);
    }

    /** What one step found, and where the next begins. */
    private record Page(String cursor, List<String> ids) {}

    private final String start;
    private final String pattern;
    private final Question question;

    SessionIds(String prefix, Question question) {
        this.start = prefix + ":{";
        // the prefix has no character that a pattern reads otherwise
        this.pattern = start + "*}";
        this.question = question;
    }

    /** SCAN may find a key more than once. */
    Stream<String> stream() {
        return Stream.iterate(Optional.of(page("0")), Optional::isPresent, page -> page.flatMap(this::next))
                .flatMap(Optional::stream)
                .flatMap(page -> page.ids().stream());
    }

    private Optional<Page> next(Page page) {
        return page.cursor().equals("0") ? Optional.empty() : Optional.of(page(page.cursor()));
    }

    private Page page(String cursor) {
        List<?> reply = (List<?>) Objects.requireNonNull(
                question.ask(Command.SCAN, cursor, "MATCH", pattern, "COUNT", STEP, "TYPE", "hash"));
        List<String> ids = new ArrayList<>();
        for (Object key : (List<?>) Objects.requireNonNull(reply.get(1))) {
            String text = text(key);
            ids.add(text.substring(start.length(), text.length() - 1));
        }
        return new Page(text(reply.get(0)), ids);
    }

    private static String text(@Nullable Object reply) {
        return new String((byte[]) Objects.requireNonNull(reply), StandardCharsets.UTF_8);
    }
}
