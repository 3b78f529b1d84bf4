package dev.coatcheck;

import dev.coatcheck.codec.CodecException;
import dev.coatcheck.codec.JsonCodec;
import dev.coatcheck.codec.JsonCodec.Decoded;
import dev.coatcheck.store.Payload;

/** Encodes and decodes the values of keys, and says in an application's words what went wrong. */
final class ValueCodec {
    private final JsonCodec json;

    ValueCodec(CoatcheckConfig config) {
        this.json = new JsonCodec(config.get(Setting.MAX_VALUE_BYTES), config.get(Setting.COMPRESS_ABOVE));
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

    Decoded decode(Key<?> key, byte[] bytes) {
        try {
            return json.decode(bytes, key.type());
        } catch (CodecException e) {
            throw unreadable(key, e.getMessage());
        }
    }

    static UnreadableValueException unreadable(Key<?> key, String why) {
        return new UnreadableValueException("what stands under key \"" + key.name() + "\" cannot be read as "
                + key.type().getTypeName() + ": " + why + "; it can be overwritten and removed");
    }
}
