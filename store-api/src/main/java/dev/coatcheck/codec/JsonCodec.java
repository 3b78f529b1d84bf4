package dev.coatcheck.codec;

import dev.coatcheck.codec.CodecException.Reason;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/**
 * Values as JSON, by a private mapper: unknown properties are ignored, no class is named by the data (there is no
 * default typing, and {@code @JsonTypeInfo} may only use names of its own), and Jackson's limits on depth, numbers and
 * names stay. JSON above a size is stored as a standard zstd frame (RFC 8878), told apart by its magic number, with which
 * no JSON begins.
 *
 * <p>Lists, sets and maps of deeply immutable types come back unmodifiable at every depth; see {@link
 * #isImmutable(Type)}. Thread-safe.
 */
public final class JsonCodec {
    private final long maxBytes;
    private final long compressAbove;
    private final JsonMapper mapper;
    private final JsonMapper freezingMapper;
    private final ConcurrentHashMap<Type, TypeCodec> types = new ConcurrentHashMap<>();

    /** What is worked out once per type. */
    private static final class TypeCodec {
        final ObjectWriter writer;
        final ObjectReader reader;
        final boolean immutable;
        final boolean isString;
        volatile boolean readBack;
        /** Of the JSON written last: the next one is likely to be of some such size. */
        volatile int lastSize;

        TypeCodec(ObjectWriter writer, ObjectReader reader, boolean immutable, boolean isString) {
            this.writer = writer;
            this.reader = reader;
            this.immutable = immutable;
            this.isString = isString;
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
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        return JsonMapper.builder(factory)
                // allows no class that the data names, even where a type is annotated to ask for that
                .polymorphicTypeValidator(
                        BasicPolymorphicTypeValidator.builder().build())
                .addModule(new WriteLimits())
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
     * Encodes a value.
     *
     * @param value the value; not kept
     * @param type the type under which it will be read
     * @return its JSON, compressed where it is large
     * @throws CodecException if its JSON is too large, or JSON cannot carry it, or it could not be read back
     */
    public byte[] encode(Object value, Type type) throws CodecException {
        TypeCodec codec = codec(type);
        BoundedOutput json = write(value, codec);
        if (!codec.readBack) {
            requireReadable(json.toByteArray(), codec);
            codec.readBack = true;
        }
        codec.lastSize = json.size();
        return json.size() > compressAbove ? ZstdFrame.compress(json.array(), json.size()) : json.toByteArray();
    }

    private BoundedOutput write(Object value, TypeCodec codec) throws CodecException {
        BoundedOutput out = new BoundedOutput(maxBytes, codec.lastSize);
        try {
            codec.writer.writeValue(out, value);
        } catch (RuntimeException e) {
            throw out.isFull()
                    ? new CodecException(Reason.TOO_LARGE, "its JSON is over " + maxBytes + " bytes")
                    : new CodecException(Reason.UNWRITABLE, why(e));
        }
        return out;
    }

    /** A type's first value is read back, so that a type which only writes is refused when nothing is lost yet. */
    private static void requireReadable(byte[] json, TypeCodec codec) throws CodecException {
        try {
            read(json, codec);
        } catch (CodecException e) {
            throw new CodecException(Reason.UNWRITABLE, "it could be written but not read back: " + e.getMessage());
        }
    }

    /**
     * A value, and what it was decoded from.
     *
     * @param value a value that nobody else holds
     * @param jsonBytes the size of its JSON, in bytes before compression
     * @param isImmutable whether it may be shared, see {@link #isImmutable(Type)}
     */
    public record Decoded(Object value, int jsonBytes, boolean isImmutable) {}

    /**
     * Decodes a value.
     *
     * @param bytes what {@link #encode} made, or something else
     * @param type the type wanted
     * @return the value
     * @throws CodecException if the bytes are no value of the type
     */
    public Decoded decode(byte[] bytes, Type type) throws CodecException {
        byte[] json = ZstdFrame.isFrame(bytes) ? ZstdFrame.decompress(bytes, maxBytes) : bytes;
        TypeCodec codec = codec(type);
        return new Decoded(read(json, codec), json.length, codec.immutable);
    }

    private static Object read(byte[] json, TypeCodec codec) throws CodecException {
        if (codec.isString && isPlainString(json)) {
            return new String(json, 1, json.length - 2, StandardCharsets.ISO_8859_1);
        }
        @Nullable Object value;
        try {
            value = codec.reader.readValue(json);
        } catch (RuntimeException e) {
            throw new CodecException(Reason.UNREADABLE, why(e));
        }
        if (value == null) {
            throw new CodecException(Reason.UNREADABLE, "at the root: null");
        }
        return value;
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
    private static String why(RuntimeException e) {
        return e instanceof JacksonException json
                ? JsonPlace.of(json)
                : "a " + e.getClass().getName() + " was thrown";
    }

    /**
     * Whether values of a type are deeply immutable and may be shared between readers: strings, boxed numbers,
     * booleans, characters, {@code BigInteger}, {@code BigDecimal}, enums, {@code java.time}, {@code UUID}, {@code URI},
     * {@code Locale}, {@code Currency}; records of such; sealed interfaces of such records and enums; {@code List},
     * {@code Set}, {@code Map} and {@code Optional} of such.
     *
     * @param type the type asked about
     * @return false for any other type
     */
    public boolean isImmutable(Type type) {
        return codec(type).immutable;
    }

    private TypeCodec codec(Type type) {
        TypeCodec known = types.get(type);
        return known != null ? known : types.computeIfAbsent(type, this::newCodec);
    }

    private TypeCodec newCodec(Type type) {
        JavaType javaType = mapper.constructType(type);
        boolean immutable = new Immutability(mapper.getTypeFactory()).isImmutable(javaType);
        return new TypeCodec(
                mapper.writerFor(javaType),
                (immutable ? freezingMapper : mapper).readerFor(javaType),
                immutable,
                javaType.hasRawClass(String.class));
    }
}
