package dev.coatcheck.spring.security;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.servlet.CoatcheckFilter;
import dev.coatcheck.servlet.HttpSessionSettings;
import dev.coatcheck.spring.CoatcheckAutoConfiguration;
import jakarta.servlet.http.HttpSessionListener;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.event.InteractiveAuthenticationSuccessEvent;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.LogoutConfigurer;
import org.springframework.security.config.annotation.web.configurers.SessionManagementConfigurer;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.core.session.SessionRegistryImpl;
import org.springframework.security.oauth2.client.oidc.session.InMemoryOidcSessionRegistry;
import org.springframework.security.oauth2.client.oidc.session.OidcSessionRegistry;
import org.springframework.security.web.authentication.session.CompositeSessionAuthenticationStrategy;

/**
 * Spring Security on Coatcheck: login gives a new ticket and says whose session it is, logout ends the session, and the
 * lists of a user's sessions that Security keeps are in the store.
 *
 * <p>Where {@code HttpSession} is the container's, Security keeps who is logged in there, and renews and ends it by
 * itself; then the Coatcheck session is renewed and ended with it, and the lists are Security's own.
 */
@AutoConfiguration(after = CoatcheckAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({HttpSecurity.class, CoatcheckFilter.class})
@ConditionalOnBean({SessionManager.class, CoatcheckConfig.class})
public final class CoatcheckSecurityAutoConfiguration {
    private final SessionManager sessions;
    private final UserSessions ofUsers;
    private final boolean isBound;
    private final boolean isHttpSession;

    CoatcheckSecurityAutoConfiguration(
            SessionManager sessions, CoatcheckConfig config, ObjectProvider<SecurityContextHolderStrategy> holder) {
        this.sessions = sessions;
        this.ofUsers =
                new UserSessions(sessions, () -> holder.getIfUnique(SecurityContextHolder::getContextHolderStrategy));
        this.isBound = config.get(SecuritySettings.ENABLED);
        this.isHttpSession = config.get(HttpSessionSettings.ENABLED);
        if (isBound) {
            sessions.addListener(isHttpSession ? new BegunByLogin(sessions) : ofUsers.ofManager());
        }
    }

    @Bean
    HttpSessionListener coatcheckUserSessions() {
        return isBound && isHttpSession ? ofUsers : new HttpSessionListener() {};
    }

    @Bean
    Customizer<SessionManagementConfigurer<HttpSecurity>> coatcheckLogin() {
        return isBound ? this::bindLogin : Customizer.withDefaults();
    }

    private void bindLogin(SessionManagementConfigurer<HttpSecurity> management) {
        management.addObjectPostProcessor(new ObjectPostProcessor<CompositeSessionAuthenticationStrategy>() {
            @Override
            @SuppressWarnings("unchecked") // Security asks for a strategy of this class, and for none below it
            public <O extends CompositeSessionAuthenticationStrategy> O postProcess(O ofSecurity) {
                LoginStrategy login = new LoginStrategy(ofSecurity, !isHttpSession);
                return (O) new CompositeSessionAuthenticationStrategy(List.of(login));
            }
        });
    }

    @Bean
    ApplicationListener<InteractiveAuthenticationSuccessEvent> coatcheckOtherLogins() {
        return isBound ? new OtherLogins(!isHttpSession) : login -> {};
    }

    /** Security itself ends an {@code HttpSession} at logout, so with ours there is nothing to add. */
    @Bean
    Customizer<LogoutConfigurer<HttpSecurity>> coatcheckLogout() {
        return isBound && !isHttpSession
                ? logout -> logout.addLogoutHandler(
                        (request, response, user) -> VisitorSession.of(request).ifPresent(Session::end))
                : Customizer.withDefaults();
    }

    @Bean
    @ConditionalOnMissingBean
    SessionRegistry sessionRegistry() {
        return isBound && isHttpSession ? new StoredSessionRegistry(sessions) : new SessionRegistryImpl();
    }

    /** Where users log in at a provider. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(OidcSessionRegistry.class)
    static final class Oidc {
        @Bean
        @ConditionalOnMissingBean
        OidcSessionRegistry oidcSessionRegistry(SessionManager sessions, CoatcheckConfig config) {
            return config.get(SecuritySettings.ENABLED) && config.get(HttpSessionSettings.ENABLED)
                    ? new StoredOidcSessionRegistry(sessions)
                    : new InMemoryOidcSessionRegistry();
        }
    }
}
