package dev.coatcheck.spring.security;

import dev.coatcheck.Batch;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionEndedException;
import dev.coatcheck.SessionInfo;
import dev.coatcheck.SessionManager;
import dev.coatcheck.Values;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.session.SessionInformation;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.security.web.authentication.session.SessionAuthenticationException;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The users' sessions as the store has them: all instances see the same, also after a restart, and a session that is
 * over is none, so nobody has to be told of its end. It needs {@code HttpSession} on Coatcheck. Thread-safe.
 */
final class StoredSessionRegistry implements SessionRegistry {
    private static final Key<String> USER = Key.of("spring.security.user", String.class);
    private static final String UNKNOWN = "";
    private static final Key<Boolean> EXPIRED = Key.of("spring.security.expired", Boolean.class);

    private final SessionManager sessions;

    StoredSessionRegistry(SessionManager sessions) {
        this.sessions = sessions;
    }

    /** The store knows users by hashes of their names alone. */
    @Override
    public List<Object> getAllPrincipals() {
        throw new UnsupportedOperationException("the store can tell the sessions of a user, and not who the users are");
    }

    /** A list that Security sorts. */
    @Override
    public List<SessionInformation> getAllSessions(Object principal, boolean includeExpiredSessions) {
        if (CurrentLogin.isElsewhere()) {
            // a session that is not here does not count here, and shuts nobody out
            return new ArrayList<>();
        }
        List<SessionInfo> all = ownedBy(nameOf(principal));
        Optional<String> own = ofThisRequest();
        List<String> left = all.stream()
                .filter(info -> isExpired(info) && !isMeant(own, info))
                .map(SessionInfo::id)
                .toList();
        return all.stream()
                .filter(info -> includeExpiredSessions || !isExpired(info))
                .map(info -> information(principal, info, own, left))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** None where no session can be of somebody of that name, who is refused when all others have agreed. */
    private List<SessionInfo> ownedBy(String name) {
        try {
            Owners.requireUser(name);
            return sessions.ownedBy(name);
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    /** As {@code Authentication.getName()} has it. */
    private static String nameOf(Object principal) {
        return CurrentLogin.nameOf(principal)
                .orElseGet(() -> new PreAuthenticatedAuthenticationToken(principal, "").getName());
    }

    private static boolean isExpired(SessionInfo info) {
        return info.storedBytes().containsKey(EXPIRED.name());
    }

    private SessionInformation information(
            Object principal, SessionInfo info, Optional<String> own, List<String> left) {
        String id = isMeant(own, info) ? own.orElseThrow() : RegisteredId.of(info);
        Instant lastRequest = info.lastUsed().orElse(info.created());
        return new StoredSessionInformation(principal, id, lastRequest, isExpired(info), () -> {
            // their visitors have not come since: who logs in all the time would leave ever more behind
            left.forEach(this::end);
            expire(info.id());
        });
    }

    private static boolean isMeant(Optional<String> httpSessionId, SessionInfo info) {
        return httpSessionId.filter(id -> storedId(id).equals(info.id())).isPresent();
    }

    /** Security asks whether a session is that of the request, by the id that {@code HttpSession} has, which changes. */
    private static Optional<String> ofThisRequest() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes current
                ? Optional.ofNullable(current.getRequest().getSession(false)).map(session -> session.getId())
                : Optional.empty();
    }

    /**
     * What is found is used by that: its last request is now. A session that was never registered, as its login knew of
     * no limit, may have expired as well, and nobody knows its principal. One that has had a new id since is known by the
     * old one, until it is registered again; that it has expired is told in any case.
     */
    @Override
    public @Nullable SessionInformation getSessionInformation(String sessionId) {
        String id = storedId(sessionId);
        List<Key<?>> wanted = new ArrayList<>(List.of(USER, EXPIRED));
        Optional<Key<Boolean>> ofId = RegisteredId.key(sessionId);
        ofId.ifPresent(wanted::add);
        Values values = sessions.findById(id)
                .map(found -> found.getAll(wanted.toArray(Key<?>[]::new)))
                .orElse(null);
        if (values == null) {
            return null;
        }
        boolean isExpired = values.get(EXPIRED, false);
        boolean isKnown = ofId.isEmpty() || values.get(ofId.get(), false);
        String user = values.get(USER).filter(name -> isKnown || isExpired).orElse(isExpired ? UNKNOWN : null);
        return user == null
                ? null
                : new StoredSessionInformation(user, sessionId, Instant.now(), isExpired, () -> expire(id));
    }

    /** The store does that itself. */
    @Override
    public void refreshLastRequest(String sessionId) {}

    /** Its owner is recorded by {@link LoginStrategy}. */
    @Override
    public void registerNewSession(String sessionId, Object principal) {
        if (CurrentLogin.isElsewhere()) {
            return;
        }
        Session session = sessions.findById(storedId(sessionId))
                .orElseThrow(
                        () -> new SessionAuthenticationException("the session was ended while somebody logged in"));
        Batch login = session.batch();
        RegisteredId.replace(session.names(), sessionId, login);
        login.put(USER, nameOf(principal)).remove(EXPIRED).commit();
    }

    /** A session is none any more when it is over. */
    @Override
    public void removeSessionInformation(String sessionId) {}

    /** Its visitor is told at the next request, and then Security ends it. */
    private void expire(String id) {
        try {
            sessions.findById(id).ifPresent(session -> session.put(EXPIRED, true));
        } catch (SessionEndedException e) {
            // so much the better
        }
    }

    private void end(String id) {
        sessions.findById(id).ifPresent(Session::end);
    }

    /** Without what changes with the ticket. */
    static String storedId(String httpSessionId) {
        int dot = httpSessionId.indexOf('.');
        return dot < 0 ? httpSessionId : httpSessionId.substring(0, dot);
    }
}
