package dev.coatcheck.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.coatcheck.Key;
import dev.coatcheck.TypeRef;
import dev.coatcheck.codec.CodecException;
import dev.coatcheck.codec.JsonCodec;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.ZonedDateTime;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.ArgumentsSource;

class StoredBytesFuzzTest {
    /** One of everything that has a parser of its own. */
    record Coat(
            @Nullable String text,
            int count,
            long id,
            double weight,
            @Nullable BigDecimal price,
            @Nullable BigInteger number,
            @Nullable Instant at,
            @Nullable Duration time,
            @Nullable LocalDate day,
            @Nullable ZonedDateTime zoned,
            @Nullable UUID uuid,
            @Nullable URI link,
            @Nullable Locale locale,
            @Nullable Currency currency,
            @Nullable Month month,
            Optional<String> note,
            @Nullable List<Coat> inner,
            @Nullable Map<LocalDate, Set<Integer>> days) {}

    private static final List<Type> TYPES = List.of(
            Coat.class,
            String.class,
            Long.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class,
            Instant.class,
            Duration.class,
            Object.class,
            byte[].class,
            Key.of("prices", new TypeRef<Map<String, List<BigDecimal>>>() {}).type());

    private final JsonCodec codec = new JsonCodec(1 << 20, 200);

    @ArgumentsSource(SavedInputs.class)
    @FuzzTest
    void bytesAreAValueThatComesBackOrAreUnreadable(byte[] input) throws CodecException {
        for (Type type : TYPES) {
            Object value;
            byte[] again;
            try {
                value = codec.decode(input, type).value();
                again = codec.encode(value, type);
            } catch (CodecException e) {
                assertThat(e).hasMessageMatching("(?s).{1,400}").hasNoCause();
                continue;
            }
            // what was accepted is read; an Object says less than its JSON did, and arrays are never equal
            Object read = codec.decode(again, type).value();
            assertThat(type == Object.class || type == byte[].class || read.equals(value))
                    .isTrue();
        }
    }
}
