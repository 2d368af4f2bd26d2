"""Connected devices: their settings, their starts, their runs, and the stops of these.

access: server and token of an account.
route: how hardware is reached beside the token: an extension session and its keys, or none.
credentials: access and route, all that a request to hardware is sent with.
target: where a stop is sent: access, extension session, and the lock to which it is pinned.
run: overlapping starts of a device that one command stops; it ends with the acknowledgement.
planned stop: the stop of a run at its end. It is due when it is to be sent, and overdue 3 s later.
call: a stop that somebody asks for and whose answer they wait for.
pending stop: a command that is sent to a target, attempt by attempt, until it is acknowledged.
turn: the right of one target of a token to send an attempt, since all share its allowance.
declared off: of a run, when a person said that the device is off.
latch: the emergency stop's; nothing starts until a person releases it.
consent: the lock for which a person confirmed the settings of a device.
"""
