package dev.coatcheck.internal.value;

import dev.coatcheck.Key;
import dev.coatcheck.UnreadableValueException;
import dev.coatcheck.UnwritableValueException;
import dev.coatcheck.ValueTooLargeException;
import dev.coatcheck.codec.CodecException;
import dev.coatcheck.codec.JsonCodec;
import dev.coatcheck.codec.JsonCodec.Decoded;
import dev.coatcheck.internal.hot.HotValues;
import dev.coatcheck.store.Payload;

/** Encodes and decodes the values of keys, and says in an application's words what went wrong. */
final class ValueCodec {
    private final JsonCodec json;

    ValueCodec(JsonCodec json) {
        this.json = json;
    }

    Payload encode(Key<?> key, Object value) {
        try {
            return HotValues.payload(json.encode(value, key.type()));
        } catch (CodecException e) {
            if (e.reason() == CodecException.Reason.TOO_LARGE) {
                throw new ValueTooLargeException("the value for key \"" + key.name() + "\" was not stored: "
                        + e.getMessage() + " (coatcheck.max-value-bytes)");
            }
            throw new UnwritableValueException("the value for key \"" + key.name() + "\" of type "
                    + key.type().getTypeName() + " was not stored: JSON cannot carry it, " + e.getMessage());
        }
    }

    Decoded decode(Key<?> key, Payload payload) {
        try {
            return json.decode(payload.bytes(), key.type());
        } catch (CodecException e) {
            throw unreadable(key, e.getMessage());
        }
    }

    static UnreadableValueException unreadable(Key<?> key, String why) {
        return new UnreadableValueException("what stands under key \"" + key.name() + "\" cannot be read as "
                + key.type().getTypeName() + ": " + why + "; it can be overwritten and removed");
    }
}
