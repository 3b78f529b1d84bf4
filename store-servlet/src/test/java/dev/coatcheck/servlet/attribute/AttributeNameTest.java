package dev.coatcheck.servlet.attribute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.Key;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttributeNameTest {
    @ParameterizedTest
    @CsvSource({
        "coat,attribute.coat",
        "SPRING_SECURITY_CONTEXT,attribute.SPRING_SECURITY_CONTEXT",
        "org.example.Some$Inner.NAME,attribute.org.example.Some-24Inner.NAME",
        "a-b,attribute.a-2db",
        "größe,attribute.gr-f6-dfe",
        "€,attribute.-u20ac"
    })
    void aNameIsReadableInTheStoreAndComesBack(String attribute, String stored) {
        assertThat(AttributeName.ofValue(attribute)).isEqualTo(stored);
        assertThat(AttributeName.decode(stored)).contains(attribute);
        assertThat(AttributeName.ofName(attribute)).isEmpty();
    }

    @Test
    void everyCharacterComesBack() {
        for (char c = 0; c < Character.MAX_VALUE; c++) {
            String name = "a" + c + "0";
            String stored = AttributeName.ofValue(name);
            Key.of(stored, String.class);
            assertThat(AttributeName.decode(stored)).contains(name);
        }
    }

    @Test
    void aLongNameStandsUnderItsHashAndByItself() {
        String name = "€".repeat(30);
        String stored = AttributeName.ofValue(name);
        assertThat(stored).hasSizeLessThanOrEqualTo(128).startsWith("attribute.-long.");
        assertThat(AttributeName.isShort(stored)).isFalse();
        assertThat(AttributeName.ofName(name).orElseThrow().name())
                .startsWith("attribute.-name.")
                .endsWith(stored.substring("attribute.-long.".length()));
        assertThat(AttributeName.ofValue("x".repeat(118))).isEqualTo("attribute." + "x".repeat(118));
        assertThat(AttributeName.ofValue("x".repeat(119))).startsWith("attribute.-long.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "attribute.a-",
                "attribute.a-2",
                "attribute.-2D",
                "attribute.-61",
                "attribute.-u00e4",
                "attribute.-+1"
            })
    void whatWasNeverWrittenIsNoName(String stored) {
        assertThat(AttributeName.decode(stored)).isEqualTo(Optional.empty());
    }
}
