package dev.coatcheck.spring.security;

import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionInfo;
import dev.coatcheck.SessionManager;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.oidc.authentication.logout.LogoutTokenClaimNames;
import org.springframework.security.oauth2.client.oidc.authentication.logout.OidcLogoutToken;
import org.springframework.security.oauth2.client.oidc.session.OidcSessionInformation;
import org.springframework.security.oauth2.client.oidc.session.OidcSessionRegistry;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/**
 * The sessions that a provider may end by a logout token (OpenID Connect Back-Channel Logout 1.0), whichever instance
 * gets it. Beside a session stand two small ones that lead to it: they belong to the provider's session, and to its
 * subject, as the session itself belongs to the user. Thread-safe.
 */
final class StoredOidcSessionRegistry implements OidcSessionRegistry {
    /** In the session: what leads to it. */
    private static final Key<List<String>> LINKS = Key.listOf("spring.security.oidc", String.class);
    /** In what leads to a session: its id, and who the token must be for. */
    private static final Key<String> TARGET = Key.of("session", String.class);

    private static final Key<List<String>> AUDIENCE = Key.listOf("audience", String.class);
    /** A link is not used and must not idle out; its lifetime begins after that of its session. */
    private static final Duration LONG = Duration.ofDays(3650);

    private final SessionManager sessions;

    StoredOidcSessionRegistry(SessionManager sessions) {
        this.sessions = sessions;
    }

    @Override
    public void saveSessionInformation(OidcSessionInformation info) {
        OidcUser user = info.getPrincipal();
        URL issuer = user.getIssuer();
        List<String> audience = user.getAudience();
        if (issuer != null && audience != null) {
            List<String> links = new ArrayList<>();
            add(links, issuer, LogoutTokenClaimNames.SID, user.getClaimAsString(LogoutTokenClaimNames.SID));
            add(links, issuer, LogoutTokenClaimNames.SUB, user.getSubject());
            sessions.findById(StoredSessionRegistry.storedId(info.getSessionId()))
                    .filter(session -> !session.get(LINKS, List.of()).equals(links))
                    .ifPresent(session -> link(session, links, audience));
        }
    }

    private static void add(List<String> links, URL issuer, String claim, @Nullable String value) {
        if (value != null) {
            links.add(link(issuer, claim, value));
        }
    }

    /** A name of an owner, whatever the provider's names are. */
    private static String link(URL issuer, String claim, String value) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((issuer + "\n" + claim + "\n" + value).getBytes(StandardCharsets.UTF_8));
            return Owners.link(Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private void link(Session session, List<String> links, List<String> audience) {
        for (String name : links) {
            Session link = sessions.create();
            link.idleTimeout(LONG);
            link.batch().put(TARGET, session.id()).put(AUDIENCE, audience).commit();
            link.belongsTo(name);
        }
        session.put(LINKS, links);
    }

    /** A session that is over is found no more, and one that has a new id is the same. */
    @Override
    public @Nullable OidcSessionInformation removeSessionInformation(String clientSessionId) {
        return null;
    }

    /**
     * Ends the sessions. None is returned: to those, Security would send a request with the session's cookie, whose
     * content nobody knows but the visitor.
     */
    @Override
    public Iterable<OidcSessionInformation> removeSessionInformation(OidcLogoutToken token) {
        URL issuer = Objects.requireNonNull(token.getIssuer(), "issuer");
        String session = token.getSessionId();
        String name = session != null
                ? link(issuer, LogoutTokenClaimNames.SID, session)
                : link(issuer, LogoutTokenClaimNames.SUB, Objects.requireNonNull(token.getSubject(), "subject"));
        for (SessionInfo info : sessions.ownedBy(name)) {
            sessions.findById(info.id())
                    .filter(link -> !Collections.disjoint(link.get(AUDIENCE, List.of()), token.getAudience()))
                    .ifPresent(link -> end(link, name));
        }
        return List.of();
    }

    private void end(Session link, String name) {
        link.get(TARGET)
                .flatMap(sessions::findById)
                .filter(session -> session.get(LINKS, List.of()).contains(name))
                .ifPresent(Session::end);
        link.end();
    }
}
