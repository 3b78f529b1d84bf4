package dev.coatcheck.codec;

import dev.coatcheck.codec.CodecException.Reason;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import tools.jackson.databind.type.TypeFactory;

/**
 * Values as JSON, by a private mapper: unknown properties are ignored, of two equal names the last one wins, no class is
 * named by the data (there is no default typing, and {@code @JsonTypeInfo} may only use names of its own), and Jackson's
 * limits on depth, numbers and names stay. JSON above a size is stored as a standard zstd frame (RFC 8878), recognized by
 * its magic number, with which no JSON begins.
 *
 * <p>What is encoded can be decoded to a value that is equal. That follows from the structure of most types (strings,
 * numbers, times, records and collections of such, without annotations that change it): of these the first value is
 * read back and compared, so that a constructor or an accessor which alters what it is given is noticed. Of any other
 * type each value is.
 *
 * <p>Lists, sets and maps of types that are declared to be deeply immutable come back unmodifiable at every depth.
 * Thread-safe.
 */
public final class JsonCodec {
    private final long maxBytes;
    private final long compressAbove;
    private final JsonMapper mapper;
    private final JsonMapper freezingMapper;
    private final ObjectReader treeReader;
    private final JsonPlace place;
    private final ConcurrentHashMap<Type, TypeCodec> types = new ConcurrentHashMap<>();

    /** What is worked out once per type. */
    private static final class TypeCodec {
        final ObjectWriter writer;
        final ObjectReader reader;
        final boolean isFaithful;
        final boolean isString;
        final boolean isImmutable;
        /** Whether a value came back equal. */
        volatile boolean isProven;
        /** Of the JSON written last: the next one is likely to be of some such size. */
        volatile int lastSize;

        TypeCodec(ObjectWriter writer, ObjectReader reader, boolean isFaithful, boolean isString, boolean isImmutable) {
            this.writer = writer;
            this.reader = reader;
            this.isFaithful = isFaithful;
            this.isString = isString;
            this.isImmutable = isImmutable;
        }
    }

    /**
     * A codec with limits.
     *
     * @param maxBytes the largest JSON of one value, in bytes before compression
     * @param compressAbove JSON of more bytes than this is compressed
     */
    public JsonCodec(long maxBytes, long compressAbove) {
        this.maxBytes = maxBytes;
        this.compressAbove = compressAbove;
        this.mapper = mapper(maxBytes).build();
        this.freezingMapper =
                mapper(maxBytes).addModule(new UnmodifiableCollections()).build();
        this.treeReader = mapper.reader()
                .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);
        this.place = new JsonPlace(mapper);
    }

    private static JsonMapper.Builder mapper(long maxBytes) {
        // No string is longer than the value that it is part of; the other limits are Jackson's own.
        int longestString =
                (int) Math.min(Integer.MAX_VALUE, Math.max(StreamReadConstraints.DEFAULT_MAX_STRING_LEN, maxBytes));
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(longestString)
                        .maxNameLength(WriteLimits.MAX_NAME_BYTES)
                        .build())
                .build();
        return JsonMapper.builder(factory)
                // allows no class that the data names, even where a type is annotated to ask for that
                .polymorphicTypeValidator(
                        BasicPolymorphicTypeValidator.builder().build())
                .addModule(new WriteLimits())
                .addModule(new Refusals())
                .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                // a time comes back equal to what was put, zone included
                .enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
                .disable(
                        DateTimeFeature.WRITE_DATES_WITH_CONTEXT_TIME_ZONE,
                        DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE,
                        DateTimeFeature.NORMALIZE_DESERIALIZED_ZONE_ID);
    }

    /**
     * The value's JSON, compressed where it is large.
     *
     * @param value the value; not kept
     * @param type the type under which it will be read
     * @return its bytes
     * @throws CodecException if its JSON is too large, or JSON cannot carry it, or it would come back different
     */
    public byte[] encode(Object value, Type type) throws CodecException {
        TypeCodec codec = codec(type, Reason.UNWRITABLE);
        BoundedOutput json = write(value, codec);
        if (!codec.isFaithful || !codec.isProven) {
            requireSame(value, json.toByteArray(), codec);
            codec.isProven = true;
        }
        codec.lastSize = json.size();
        return json.size() > compressAbove ? ZstdFrame.compress(json.array(), json.size()) : json.toByteArray();
    }

    private BoundedOutput write(Object value, TypeCodec codec) throws CodecException {
        BoundedOutput out = new BoundedOutput(maxBytes, codec.lastSize);
        try {
            codec.writer.writeValue(out, value);
        } catch (RuntimeException | StackOverflowError e) {
            throw out.isFull()
                    ? new CodecException(Reason.TOO_LARGE, "its JSON is over " + maxBytes + " bytes")
                    : new CodecException(Reason.UNWRITABLE, why(e));
        }
        return out;
    }

    /** A value that could not be read, or would be another, is refused when nothing is lost yet. */
    private void requireSame(Object value, byte[] json, TypeCodec codec) throws CodecException {
        Optional<String> difference;
        try {
            difference = Sameness.difference(value, read(json, codec));
        } catch (CodecException e) {
            throw new CodecException(Reason.UNWRITABLE, "it could be written but not read back: " + e.getMessage());
        } catch (RuntimeException | StackOverflowError e) {
            throw new CodecException(Reason.UNWRITABLE, "it could not be compared with what was read back: " + why(e));
        }
        if (difference.isPresent()) {
            throw new CodecException(Reason.UNWRITABLE, "it would come back different: " + difference.get());
        }
    }

    /**
     * A value that was decoded.
     *
     * @param value a value that nobody else holds
     * @param isShareable whether it may be shared between readers: nothing in it can be changed
     * @param heapBytes the heap that it takes, estimated, where it may be shared
     */
    public record Decoded(Object value, boolean isShareable, long heapBytes) {}

    /**
     * The value of bytes that {@link #encode} made, or that came from elsewhere.
     *
     * @param bytes as the store has them
     * @param type the type wanted
     * @return the value
     * @throws CodecException if the bytes are no value of the type
     */
    public Decoded decode(byte[] bytes, Type type) throws CodecException {
        byte[] json = ZstdFrame.isFrame(bytes) ? ZstdFrame.decompress(bytes, maxBytes) : bytes;
        Object value = read(json, codec(type, Reason.UNREADABLE));
        long heapBytes = Footprint.of(value);
        return new Decoded(value, heapBytes != Footprint.CHANGEABLE, Math.max(0, heapBytes));
    }

    private Object read(byte[] json, TypeCodec codec) throws CodecException {
        if (codec.isString && isPlainString(json)) {
            return new String(json, 1, json.length - 2, StandardCharsets.ISO_8859_1);
        }
        @Nullable Object value;
        try {
            value = parse(json, codec);
        } catch (RuntimeException | StackOverflowError e) {
            throw new CodecException(Reason.UNREADABLE, why(e));
        }
        if (value == null) {
            throw new CodecException(Reason.UNREADABLE, "at the root: null");
        }
        return value;
    }

    /** Of two equal names the last one wins. */
    private @Nullable Object parse(byte[] json, TypeCodec codec) {
        try {
            return codec.reader.readValue(json);
        } catch (InvalidDefinitionException e) {
            // perhaps a component came again after its record was made, which cannot be changed: a tree has the last
            // alone
            return codec.reader.readValue(treeReader.readTree(json));
        }
    }

    /** Whether it is a string of ASCII without escapes, as most are: what stands between the quotes is the value. */
    private static boolean isPlainString(byte[] json) {
        int last = json.length - 1;
        if (last < 1 || json[0] != '"' || json[last] != '"') {
            return false;
        }
        boolean isPlain = true;
        for (int i = 1; i < last; i++) {
            byte b = json[i];
            // no control character, and nothing beyond ASCII, whose bytes are negative
            isPlain &= b >= ' ' && b != '"' && b != '\\';
        }
        return isPlain;
    }

    /** A getter's or a constructor's own failure may have anything in its message. */
    private String why(Throwable e) {
        return e instanceof JacksonException json
                ? place.of(json)
                : "a " + e.getClass().getName() + " was thrown";
    }

    private TypeCodec codec(Type type, Reason reason) throws CodecException {
        TypeCodec known = types.get(type);
        if (known != null) {
            return known;
        }
        TypeCodec made = newCodec(type, reason);
        TypeCodec other = types.putIfAbsent(type, made);
        return other == null ? made : other;
    }

    private TypeCodec newCodec(Type type, Reason reason) throws CodecException {
        JavaType javaType = mapper.constructType(type);
        TypeFactory factory = mapper.getTypeFactory();
        if (new TypeGrowth(factory).isEndless(javaType)) {
            throw new CodecException(reason, "a part of the type is a larger type of the same kind, without end");
        }
        boolean isImmutable = new Immutability(factory).isImmutable(javaType);
        return new TypeCodec(
                mapper.writerFor(javaType),
                (isImmutable ? freezingMapper : mapper).readerFor(javaType),
                new Faithfulness(factory).isFaithful(javaType),
                javaType.hasRawClass(String.class),
                isImmutable);
    }

    /**
     * Whether nothing in a value can be changed.
     *
     * @param value any value
     * @return false where that is not known
     */
    public static boolean isUnchangeable(Object value) {
        return Footprint.of(value) != Footprint.CHANGEABLE;
    }

    /**
     * Whether what is decoded as a type is declared to be deeply immutable.
     *
     * @param type the type
     * @return true also for collections of such types, which come back unmodifiable
     * @throws CodecException if there can be no values of that type
     */
    public boolean isImmutable(Type type) throws CodecException {
        return codec(type, Reason.UNREADABLE).isImmutable;
    }
}
