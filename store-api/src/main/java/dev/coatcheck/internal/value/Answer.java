package dev.coatcheck.internal.value;

import dev.coatcheck.Key;
import dev.coatcheck.codec.JsonCodec.Decoded;
import dev.coatcheck.internal.hot.HotLookup;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Slice;
import java.time.Duration;
import java.util.Optional;

/** What a read has found of one value, with what was kept of it before. It is decoded when it is asked for. */
record Answer(HotLookup kept, Found found, Duration sessionRemaining) {

    static Answer of(HotLookup kept, Optional<Slice> slice, int index) {
        return slice.isPresent()
                ? new Answer(kept, slice.get().values().get(index), slice.get().remaining())
                : new Answer(kept, Found.absent(), Duration.ZERO);
    }

    /** The value; empty where there is none. */
    <T> Optional<T> value(Key<T> key, ValueCodec codec) {
        return switch (found.state()) {
            case PRESENT, UNCHANGED -> {
                Object known = kept.known(found, sessionRemaining);
                yield Optional.of(cast(key, known != null ? known : decode(key, codec)));
            }
            case ABSENT -> {
                kept.absent();
                yield Optional.empty();
            }
            case DAMAGED -> throw ValueCodec.unreadable(key, "no value of a session stands there");
        };
    }

    private Object decode(Key<?> key, ValueCodec codec) {
        Decoded decoded = codec.decode(key, found.payload());
        if (decoded.isShareable()) {
            kept.keep(found, sessionRemaining, decoded.value(), decoded.heapBytes());
        }
        return decoded.value();
    }

    @SuppressWarnings("unchecked") // decoded as the key's own type
    static <T> T cast(Key<T> key, Object value) {
        return (T) value;
    }
}
