package dev.coatcheck.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/**
 * Walks over the sessions of one master after the other with {@code SCAN}, a step at a time as the stream is read, until
 * there is none that it has not visited: also not one that joined or took another's place meanwhile.
 */
final class SessionIds {
    private static final String STEP = "1000";
    private static final String BOTH_ENDS = "0";

    /** What one step found, and where the next begins. */
    private record Page(Server master, String cursor, List<String> ids) {}

    private final String start;
    private final String pattern;
    private final Calls calls;
    private final Set<Server> visited = new HashSet<>();

    SessionIds(String prefix, Calls calls) {
        this.start = prefix + ":{";
        // the prefix has no character that a pattern reads otherwise
        this.pattern = start + "*}";
        this.calls = calls;
    }

    /** The first step is made here. An id may come more than once. */
    Stream<String> stream() {
        return Stream.iterate(nextMaster(), Optional::isPresent, page -> page.flatMap(this::next))
                .flatMap(Optional::stream)
                .flatMap(page -> page.ids().stream());
    }

    private Optional<Page> next(Page page) {
        Optional<Page> more = page.cursor().equals(BOTH_ENDS) ? Optional.empty() : page(page.master(), page.cursor());
        return more.isPresent() ? more : nextMaster();
    }

    private Optional<Page> nextMaster() {
        while (true) {
            Optional<Server> master =
                    calls.masters().stream().filter(visited::add).findFirst();
            if (master.isEmpty()) {
                return Optional.empty();
            }
            Optional<Page> first = page(master.get(), BOTH_ENDS);
            if (first.isPresent()) {
                return first;
            }
        }
    }

    /** Empty where this is no master any more; then it is another that has its sessions. */
    private Optional<Page> page(Server master, String cursor) {
        return calls.ask(master, server -> scan(server, cursor)).map(reply -> {
            List<String> ids = new ArrayList<>();
            for (Object key : (List<?>) Objects.requireNonNull(reply.get(1))) {
                String text = text(key);
                ids.add(text.substring(start.length(), text.length() - 1));
            }
            return new Page(master, text(reply.get(0)), ids);
        });
    }

    private List<?> scan(Server master, String cursor) {
        return (List<?>) Objects.requireNonNull(
                master.one(Command.SCAN, cursor, "MATCH", pattern, "COUNT", STEP, "TYPE", "hash"));
    }

    private static String text(@Nullable Object reply) {
        return new String((byte[]) Objects.requireNonNull(reply), StandardCharsets.UTF_8);
    }
}
