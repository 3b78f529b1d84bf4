package dev.coatcheck;

/** Why a session has ended, as far as this process knows. */
public enum EndReason {
    /** By {@link Session#end}, or because its ticket could not be sent to the visitor. */
    EXPLICIT,
    /** With others of the same owner: by {@link SessionManager#endAll} or {@link Session#endOthers}. */
    OWNER,
    /** Its lifetime or its idle timeout was over. Only a store that runs in this process tells that. */
    EXPIRED,
    /** The store needed its room for others. Only a store that runs in this process tells that. */
    EVICTED
}
