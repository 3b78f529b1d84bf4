package dev.coatcheck.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.provider.ArgumentsSource;

class TicketFuzzTest {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{22}");
    private static final Pattern TICKET = Pattern.compile(ID + "\\.[A-Za-z0-9_-]{43}");
    private static final Key<String> NAME = Key.of("name", String.class);

    private final AskedStore asked = new AskedStore();

    @AutoClose
    private final SessionManager sessions = new SessionManager(asked.store(), CoatcheckConfig.of(Map.of()));

    @ArgumentsSource(SavedInputs.class)
    @FuzzTest
    void theStoreIsAskedOnlyOfWhatHasATicketsForm(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        Set<String> id = TICKET.matcher(text).matches() ? Set.of(text.substring(0, 22)) : Set.of();
        assertThat(sessions.find(text)).isEmpty();
        assertThat(asked.ids()).isEqualTo(id);
        Session attached = sessions.attach(text);
        assertThat(attached.get(NAME)).isEmpty();
        assertThat(attached.isLive()).isFalse();
        attached.end();
        assertThat(asked.ids()).isEqualTo(id);
        assertThat(sessions.findById(text)).isEmpty();
        assertThat(asked.ids()).isEqualTo(ID.matcher(text).matches() ? Set.of(text) : Set.of());
    }
}
