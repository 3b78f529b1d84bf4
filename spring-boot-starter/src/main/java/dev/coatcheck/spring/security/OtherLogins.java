package dev.coatcheck.spring.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.springframework.context.ApplicationListener;
import org.springframework.security.authentication.event.InteractiveAuthenticationSuccessEvent;
import org.springframework.security.web.authentication.session.ChangeSessionIdAuthenticationStrategy;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Logins that Security keeps in the session without asking its session strategy, as those by passkey, or by a filter that
 * somebody has made without one: they give a new ticket as well, and say whose the session is. Thread-safe.
 */
final class OtherLogins implements ApplicationListener<InteractiveAuthenticationSuccessEvent> {
    private final HttpSessionSecurityContextRepository kept = new HttpSessionSecurityContextRepository();
    private final LoginStrategy strategy;

    OtherLogins(boolean renews) {
        strategy = new LoginStrategy(new ChangeSessionIdAuthenticationStrategy(), renews);
    }

    @Override
    public void onApplicationEvent(InteractiveAuthenticationSuccessEvent login) {
        if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes current) {
            HttpServletRequest request = current.getRequest();
            HttpServletResponse response = current.getResponse();
            // one that is not kept is made with each request
            if (response != null && !LoginStrategy.hasSeen(request) && kept.containsContext(request)) {
                notice(login, request, response);
            }
        }
    }

    private void notice(
            InteractiveAuthenticationSuccessEvent login, HttpServletRequest request, HttpServletResponse response) {
        try {
            strategy.onAuthentication(login.getAuthentication(), request, response);
        } catch (RuntimeException e) {
            // it is logged in already
            HttpSession session = request.getSession(false);
            if (session != null) {
                session.invalidate();
            }
            throw e;
        }
    }
}
