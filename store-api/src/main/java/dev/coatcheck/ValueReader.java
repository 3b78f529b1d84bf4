package dev.coatcheck;

import dev.coatcheck.codec.JsonCodec.Decoded;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Payload;
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
        private final String id;
        private final HotSession hot;
        private final @Nullable HotValue held;
        private final long freshUntilNanos;

        private Answer(Found found, String id, HotSession hot, @Nullable HotValue held, long freshUntilNanos) {
            this.found = found;
            this.id = id;
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
        String id = record.id();
        HotSession hot = kept.of(id);
        HotValue held = hot.find(key.name(), key.type());
        if (held != null && hot.isFresh(held) && record.verifyUnasked(id, hot)) {
            return Optional.of(cast(key, held.value()));
        }
        long asked = hot.now();
        Optional<Slice> slice = record.read(wants(key, held));
        return slice.isPresent() ? value(key, answer(slice.get(), 0, id, hot, held, asked)) : Optional.empty();
    }

    private static List<Want> wants(Key<?> key, @Nullable HotValue held) {
        return held == null ? key.wants() : List.of(want(key, held));
    }

    private static Want want(Key<?> key, @Nullable HotValue held) {
        return new Want(key.name(), held == null ? 0 : held.version());
    }

    private static Answer answer(
            Slice slice, int index, String id, HotSession hot, @Nullable HotValue held, long asked) {
        Found found = slice.values().get(index);
        return new Answer(found, id, hot, held, hot.freshUntil(asked, found, slice.remaining()));
    }

    /** The value under a key, as the store has it now, for a caller who is going to write. */
    Answer find(SessionRecord record, Key<?> key) {
        String id = record.id();
        HotSession hot = kept.of(id);
        HotValue held = hot.find(key.name(), key.type());
        long asked = hot.now();
        return record.readToWrite(wants(key, held))
                .map(slice -> answer(slice, 0, id, hot, held, asked))
                .orElseGet(() -> new Answer(Found.absent(), id, hot, null, asked));
    }

    /** Several values as of one moment. */
    Map<Key<?>, Answer> findAll(SessionRecord record, Set<Key<?>> keys) {
        String id = record.id();
        HotSession hot = kept.of(id);
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
                        ? answer(slice.get(), answers.size(), id, hot, question.held(), asked)
                        : new Answer(Found.absent(), id, hot, null, asked)));
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
        Payload payload = answer.found.payload();
        Object known = HotValues.decoded(payload, key.type());
        if (known != null) {
            return cast(key, known);
        }
        Decoded decoded = codec.decode(key, payload.bytes());
        if (decoded.isShareable()) {
            keep(key, answer, payload, decoded);
        }
        return cast(key, decoded.value());
    }

    private void keep(Key<?> key, Answer answer, Payload payload, Decoded decoded) {
        if (HotValues.isHere(payload)) {
            kept.attach(payload, key.type(), decoded.value(), decoded.heapBytes());
        } else {
            HotValue made = HotValue.of(
                    answer.version(), key.type(), decoded.value(), answer.freshUntilNanos, decoded.heapBytes());
            kept.in(answer.hot, answer.id).keep(key.name(), made);
        }
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
