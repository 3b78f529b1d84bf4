package dev.coatcheck.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelTest {
    private static @Nullable Label parse(String text) {
        return Label.parse(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void aLabelIsAVersionAndADeadline() {
        assertThat(parse("1764000000000001 1764000086400000"))
                .isEqualTo(new Label(1764000000000001L, 1764000086400000L));
        assertThat(parse("7 0")).isEqualTo(new Label(7, 0));
        assertThat(parse("7 0")).isNotNull().returns(false, Label::hasOwnDeadline);
        assertThat(parse("9999999999999999 9999999999999999")).isNotNull().returns(true, Label::hasOwnDeadline);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "7", "7 ", " 7", "7  0", "7 0 ", "-7 0", "7 -0", "7 x", "7.0 0", "12345678901234567 0"})
    void anythingElseIsNone(String text) {
        assertThat(parse(text)).isNull();
    }

    @Test
    void whatIsNoBytesIsNone() {
        assertThat(Label.parse(null)).isNull();
        assertThat(Label.parse(7L)).isNull();
    }
}
