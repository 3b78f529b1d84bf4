package dev.coatcheck;

import dev.coatcheck.codec.JsonCodec.Decoded;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.LocalValue;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads sessions' values: what is kept of them is compared with the store by its version, or lies with the store's own,
 * and only what has changed is moved and decoded. Thread-safe.
 */
final class ValueReader {
    private final ValueCodec codec;
    private final HotValues kept;

    ValueReader(ValueCodec codec, HotValues kept) {
        this.codec = codec;
        this.kept = kept;
    }

    /** What a question found, with what was kept when it was asked. */
    static final class Answer {
        private final Found found;
        private final HotSession hot;
        private final @Nullable HotValue held;
        private final long freshUntilNanos;

        private Answer(Found found, HotSession hot, @Nullable HotValue held, long freshUntilNanos) {
            this.found = found;
            this.hot = hot;
            this.held = held;
            this.freshUntilNanos = freshUntilNanos;
        }

        /** The value's version, 0 where there is none. */
        long version() {
            return found.version();
        }
    }

    /** The value under a key; without asking the store where what is kept is fresh. */
    <T> Optional<T> get(SessionRecord record, Key<T> key) {
        LocalValue local = record.local(key.name());
        if (local != null) {
            return Optional.of(here(key, local));
        }
        HotSession hot = record.hot();
        HotValue held = hot.find(key.name(), key.type());
        if (held != null && hot.isFresh(held) && record.verifyUnasked(hot)) {
            return Optional.of(cast(key, held.value()));
        }
        long asked = hot.now();
        Optional<Slice> slice = record.read(wants(key, held));
        return slice.isPresent() ? value(key, answer(slice.get(), 0, hot, held, asked)) : Optional.empty();
    }

    private static List<Want> wants(Key<?> key, @Nullable HotValue held) {
        return held == null ? key.wants() : List.of(want(key, held));
    }

    private static Want want(Key<?> key, @Nullable HotValue held) {
        return new Want(key.name(), held == null ? 0 : held.version());
    }

    private static Answer answer(Slice slice, int index, HotSession hot, @Nullable HotValue held, long asked) {
        Found found = slice.values().get(index);
        return new Answer(found, hot, held, hot.freshUntil(asked, found, slice.remaining()));
    }

    /** The value under a key, as the store has it now, for a caller who is going to write. */
    Answer find(SessionRecord record, Key<?> key) {
        HotSession hot = record.hot();
        HotValue held = hot.find(key.name(), key.type());
        long asked = hot.now();
        return record.readToWrite(wants(key, held))
                .map(slice -> answer(slice, 0, hot, held, asked))
                .orElseGet(() -> new Answer(Found.absent(), hot, null, asked));
    }

    /** Several values as of one moment. */
    Map<Key<?>, Answer> findAll(SessionRecord record, Set<Key<?>> keys) {
        HotSession hot = record.hot();
        Map<String, Question> questions = new LinkedHashMap<>();
        for (Key<?> key : keys) {
            HotValue held = hot.find(key.name(), key.type());
            // where one name is read as two types, both are decoded
            questions.merge(key.name(), new Question(want(key, held), held), (one, other) -> Question.of(key));
        }
        long asked = hot.now();
        Optional<Slice> slice =
                record.read(questions.values().stream().map(Question::want).toList());
        Map<String, Answer> answers = new HashMap<>();
        questions.forEach((name, question) -> answers.put(
                name,
                slice.isPresent()
                        ? answer(slice.get(), answers.size(), hot, question.held(), asked)
                        : new Answer(Found.absent(), hot, null, asked)));
        return keys.stream().collect(Collectors.toMap(key -> key, key -> answers.get(key.name())));
    }

    private record Question(Want want, @Nullable HotValue held) {
        static Question of(Key<?> key) {
            return new Question(Want.of(key.name()), null);
        }
    }

    /** The value that an answer stands for. */
    <T> Optional<T> value(Key<T> key, Answer answer) {
        Found found = answer.found;
        HotValue held = answer.held;
        return switch (found.state()) {
            case PRESENT -> Optional.of(decoded(key, answer));
            case UNCHANGED -> Optional.of(unchanged(key, answer));
            case ABSENT -> {
                if (held != null) {
                    answer.hot.outdated(key.name(), held.version());
                }
                yield Optional.empty();
            }
            case DAMAGED -> throw ValueCodec.unreadable(key, "no value of a session stands there");
        };
    }

    private <T> T decoded(Key<T> key, Answer answer) {
        LocalValue local = answer.found.local();
        if (local != null) {
            return here(key, local);
        }
        Decoded decoded = codec.decode(key, answer.found.bytes());
        if (decoded.isShareable()) {
            HotValue made = HotValue.of(
                    answer.version(), key.type(), decoded.value(), answer.freshUntilNanos, decoded.heapBytes());
            answer.hot.keep(key.name(), made);
        }
        return cast(key, decoded.value());
    }

    /** What a value in the memory of this process stands for. */
    private <T> T here(Key<T> key, LocalValue local) {
        Object made = HotValues.attached(local, key.type());
        if (made != null) {
            return cast(key, made);
        }
        Decoded decoded = codec.decode(key, local.bytes());
        if (decoded.isShareable()) {
            kept.attach(local, key.type(), decoded.value(), decoded.heapBytes());
        }
        return cast(key, decoded.value());
    }

    private static <T> T unchanged(Key<T> key, Answer answer) {
        HotValue held = answer.held;
        if (held == null) {
            throw new IllegalStateException("the store answered unchanged to a caller who held nothing");
        }
        answer.hot.refresh(key.name(), held, answer.freshUntilNanos);
        return cast(key, held.value());
    }

    @SuppressWarnings("unchecked") // decoded as the key's own type
    private static <T> T cast(Key<T> key, @Nullable Object value) {
        return (T) Objects.requireNonNull(value, key.name());
    }
}
