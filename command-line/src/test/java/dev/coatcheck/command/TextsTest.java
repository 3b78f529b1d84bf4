package dev.coatcheck.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextsTest {
    @Test
    void aNameFromAStoreDrivesNoTerminal() {
        assertThat(Texts.printable("\u001b]0;owned\u0007\nTU9ouTUkSYQwaePmkxjtZg\u202e"))
                .isEqualTo("\\u{1b}]0;owned\\u{7}\\u{a}TU9ouTUkSYQwaePmkxjtZg\\u{202e}");
    }

    @Test
    void idsAndNamesOfCoatchecksOwnStayAsTheyAre() {
        assertThat(Texts.printable("a-Z_0.9@ticket")).isEqualTo("a-Z_0.9@ticket");
    }
}
