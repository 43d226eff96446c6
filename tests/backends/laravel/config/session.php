<?php

return ['driver' => 'array', 'lifetime' => 120, 'cookie' => 'agent_api_session', 'path' => '/'];
