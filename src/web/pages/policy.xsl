<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="items" mode="title">@{WEB_MENU_ITEMS}</xsl:template>
<xsl:template match="/items" mode="page">
  <h1>@{WEB_MENU_ITEMS}</h1>
  <p class="lead">@{WEB_POLICY_ITEMS_INTRO}</p>
  <div class="scroll" tabindex="0"><table>
    <thead><tr><th>@{WEB_POLICY}</th><th>@{WEB_POLICY_VERSION}</th><th>@{WEB_STATE}</th><th class="number">@{WEB_POLICY_FROM}</th><th class="number">@{WEB_POLICY_TO}</th><th>@{WEB_POLICY_RELEASED_BY}</th><th>@{WEB_POLICY_CHECK}</th><th>@{WEB_POLICY_EXAMPLES}</th><xsl:if test="@may_run"><th></th></xsl:if></tr></thead>
    <tbody><xsl:for-each select="items/item"><xsl:for-each select="versions/version"><tr>
      <td><xsl:if test="position() = 1"><xsl:value-of select="../../@name"/><br/><span class="quiet"><xsl:value-of select="../../@owner"/></span></xsl:if></td>
      <td><a href="/items/{@item}/{@version}"><xsl:value-of select="@version"/></a></td>
      <td><xsl:call-template name="version-state"/></td>
      <td class="number"><xsl:value-of select="@from"/></td><td class="number"><xsl:value-of select="@to"/></td>
      <td><xsl:value-of select="@maker"/><xsl:if test="@checker">, <xsl:value-of select="@checker"/></xsl:if><xsl:if test="@proposed_by"><xsl:value-of select="@proposed_by"/></xsl:if></td>
      <td><xsl:call-template name="version-check"/></td>
      <td><xsl:call-template name="version-cases"/></td>
      <xsl:if test="/*/@may_run"><td><xsl:if test="@in_force"><a href="/items/{@item}/{@version}/run" aria-label="@{WEB_RUN} {@name}">@{WEB_RUN}</a></xsl:if></td></xsl:if>
    </tr></xsl:for-each></xsl:for-each></tbody>
  </table></div>
  <xsl:if test="faulty/file">
    <h2>@{WEB_POLICY_FAULTY_FILES}</h2>
    <ul><xsl:for-each select="faulty/file"><li><code><xsl:value-of select="@path"/></code>: <xsl:value-of select="@sentence"/></li></xsl:for-each></ul>
  </xsl:if>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template name="version-state">
  <xsl:choose>
    <xsl:when test="@in_force"><span class="tag good">@{WEB_POLICY_IN_FORCE}</span></xsl:when>
    <xsl:when test="@is_released"><span class="tag info">@{WEB_POLICY_RELEASED}</span></xsl:when>
    <xsl:when test="@is_proposed"><span class="tag warn">@{WEB_POLICY_PROPOSED}</span></xsl:when>
    <xsl:when test="@is_draft"><span class="tag">@{WEB_POLICY_DRAFT}</span></xsl:when>
    <xsl:otherwise><span class="tag">@{WEB_POLICY_NOT_RELEASED}</span></xsl:otherwise>
  </xsl:choose>
</xsl:template>
<xsl:template name="version-check">
  <xsl:choose>
    <xsl:when test="@errors - @mismatches &gt; 0"><span class="tag bad"><xsl:value-of select="@errors - @mismatches"/><xsl:text> </xsl:text>@{WEB_POLICY_ERRORS}</span></xsl:when>
    <xsl:when test="@warnings &gt; 0"><span class="tag warn"><xsl:value-of select="@warnings"/><xsl:text> </xsl:text>@{WEB_POLICY_WARNINGS}</span></xsl:when>
    <xsl:otherwise><span class="tag good">@{WEB_POLICY_SOUND}</span></xsl:otherwise>
  </xsl:choose>
</xsl:template>
<xsl:template name="version-cases">
  <xsl:value-of select="@cases"/>
  <xsl:if test="@mismatches &gt; 0"><xsl:text> </xsl:text><span class="tag warn"><xsl:value-of select="@mismatches"/><xsl:text> </xsl:text>@{WEB_POLICY_DIFFERING}</span></xsl:if>
</xsl:template>
<xsl:template name="version-crumbs">
  <xsl:param name="here"/>
  <ol class="crumbs">
    <li><a href="/items">@{WEB_MENU_ITEMS}</a></li>
    <xsl:choose>
      <xsl:when test="$here"><li><a href="/items/{/*/@item}/{/*/@version}"><xsl:value-of select="/*/@name"/><xsl:text> </xsl:text><xsl:value-of select="/*/@version"/></a></li><li aria-current="page"><xsl:value-of select="$here"/></li></xsl:when>
      <xsl:otherwise><li aria-current="page"><xsl:value-of select="/*/@version"/></li></xsl:otherwise>
    </xsl:choose>
  </ol>
</xsl:template>

<xsl:template match="item-version" mode="title"><xsl:value-of select="@name"/><xsl:text> </xsl:text><xsl:value-of select="@version"/></xsl:template>
<xsl:template match="/item-version" mode="page">
  <xsl:call-template name="version-crumbs"/>
  <h1><xsl:value-of select="@name"/><xsl:text> </xsl:text><xsl:value-of select="@version"/></h1>
  <p><xsl:call-template name="version-state"/><xsl:text> </xsl:text><xsl:call-template name="version-check"/></p>
  <div class="actions">
    <xsl:if test="@may_edit"><a class="button" href="/items/{@item}/{@version}/edit">@{WEB_POLICY_EDIT}</a></xsl:if>
    <xsl:if test="@may_simulate"><a class="button second" href="/items/{@item}/{@version}/simulate">@{WEB_POLICY_SIMULATE}</a></xsl:if>
    <xsl:if test="@may_run"><a class="button second" href="/items/{@item}/{@version}/run">@{WEB_RUN}</a></xsl:if>
  </div>
  <dl class="facts">
    <dt>@{WEB_OWNER}</dt><dd><xsl:value-of select="@owner"/></dd>
    <dt>@{WEB_MODE}</dt><dd><xsl:call-template name="item-word"><xsl:with-param name="word" select="@kind"/></xsl:call-template> · <xsl:call-template name="item-word"><xsl:with-param name="word" select="@mode"/></xsl:call-template></dd>
    <dt>@{WEB_POLICY_VALID}</dt><dd><xsl:value-of select="@from"/> – <xsl:value-of select="@to"/></dd>
    <xsl:if test="@is_draft">
      <dt>@{WEB_POLICY_DRAFTED_BY}</dt><dd><xsl:value-of select="@drafted_by"/>, <xsl:value-of select="@drafted"/></dd>
      <dt>@{WEB_POLICY_MADE_FROM}</dt><dd><a href="/items/{@item}/{@base}"><xsl:value-of select="@base"/></a></dd>
    </xsl:if>
    <xsl:if test="@is_released"><dt>@{WEB_POLICY_RELEASED_BY}</dt><dd><xsl:value-of select="@maker"/>, <xsl:value-of select="@checker"/>, <xsl:value-of select="@released"/></dd></xsl:if>
    <dt>@{WEB_DOCUMENTS}</dt><dd><xsl:for-each select="documents/document"><p><xsl:value-of select="@title"/><xsl:text> </xsl:text><span class="quiet"><xsl:value-of select="@number"/></span></p></xsl:for-each></dd>
    <dt>@{WEB_FINGERPRINT}</dt><dd><code><xsl:value-of select="@sm3"/></code></dd>
  </dl>
  <p class="downloads"><a href="/items/{@item}/{@version}/model">@{WEB_POLICY_DOWNLOAD_MODEL}</a></p>
  <xsl:call-template name="version-release"/>
  <xsl:call-template name="findings"/>
  <xsl:if test="@before">
    <h2>@{WEB_POLICY_CHANGES}</h2>
    <p>@{WEB_POLICY_CHANGES_AGAINST}<xsl:text> </xsl:text><a href="/items/{@item}/{@before}"><xsl:value-of select="@before"/></a></p>
    <xsl:if test="not(changes/change)"><p>@{WEB_POLICY_NO_CHANGES}</p></xsl:if>
    <xsl:if test="changes/change"><div class="scroll" tabindex="0"><table>
      <thead><tr><th>@{WEB_POLICY_WHERE}</th><th>@{WEB_POLICY_KIND_OF_FINDING}</th><th>@{WEB_RULES}</th></tr></thead>
      <tbody><xsl:for-each select="changes/change"><tr>
        <td><xsl:choose><xsl:when test="@section = ''">@{WEB_POLICY_BESIDE}</xsl:when><xsl:otherwise><xsl:value-of select="@section"/></xsl:otherwise></xsl:choose></td>
        <td><xsl:choose><xsl:when test="@is_added"><span class="tag good">@{WEB_POLICY_AFTER}</span></xsl:when><xsl:otherwise><span class="tag bad">@{WEB_POLICY_BEFORE}</span></xsl:otherwise></xsl:choose></td>
        <td><code><xsl:value-of select="@line"/></code></td>
      </tr></xsl:for-each></tbody>
    </table></div></xsl:if>
  </xsl:if>
  <h2>@{WEB_POLICY_DECISIONS}</h2>
  <xsl:call-template name="decisions"/>
  <xsl:if test="examples/case">
    <h2>@{WEB_POLICY_EXAMPLES}</h2>
    <div class="scroll tall" tabindex="0"><table>
      <thead><tr><th><span class="visually-hidden">@{WEB_POLICY_EXAMPLE_RESULT}</span></th><xsl:for-each select="examples/heading/cells/cell"><th><xsl:value-of select="@text"/></th></xsl:for-each></tr></thead>
      <tbody><xsl:for-each select="examples/case"><tr>
        <td><xsl:choose><xsl:when test="@differs"><span class="tag warn">@{WEB_POLICY_DIFFERING}</span></xsl:when><xsl:otherwise><span class="tag good">@{WEB_POLICY_PASSED}</span></xsl:otherwise></xsl:choose></td>
        <th scope="row"><xsl:value-of select="cells/cell[1]/@text"/></th><xsl:for-each select="cells/cell[position() &gt; 1]"><td><xsl:value-of select="@text"/></td></xsl:for-each>
      </tr></xsl:for-each></tbody>
    </table></div>
  </xsl:if>
  <xsl:call-template name="as-data"/>
</xsl:template>

<xsl:template name="version-release">
  <xsl:if test="@may_propose">
    <form method="post" action="/items/{@item}/{@version}" class="panel">
      <xsl:call-template name="token"/>
      <p>@{WEB_POLICY_PROPOSE_HELP}</p>
      <button name="act" value="propose">@{WEB_POLICY_PROPOSE}</button>
    </form>
  </xsl:if>
  <xsl:if test="@is_proposed">
    <div class="panel">
      <p><span class="tag warn">@{WEB_POLICY_PROPOSED}</span><xsl:text> </xsl:text>@{WEB_POLICY_WAITS_FOR}: <xsl:value-of select="@proposed_by"/></p>
      <xsl:choose>
        <xsl:when test="@may_check">
          <form method="post" action="/items/{@item}/{@version}">
            <xsl:call-template name="token"/><input type="hidden" name="sm3" value="{@proposal_sm3}"/>
            <button name="act" value="approve">@{WEB_POLICY_APPROVE}</button>
          </form>
          <form method="post" action="/items/{@item}/{@version}" class="narrow">
            <xsl:call-template name="token"/><input type="hidden" name="sm3" value="{@proposal_sm3}"/>
            <label for="ground">@{WEB_POLICY_GROUND}</label><input id="ground" name="ground" required="required"/>
            <button class="second" name="act" value="refuse">@{WEB_POLICY_REFUSE}</button>
          </form>
        </xsl:when>
        <xsl:otherwise><p class="quiet">@{WEB_POLICY_WAITS_OTHER}</p></xsl:otherwise>
      </xsl:choose>
    </div>
  </xsl:if>
</xsl:template>

<xsl:template name="findings">
  <xsl:if test="/*/findings/finding">
    <h2>@{WEB_POLICY_FINDINGS}</h2>
    <p class="quiet">@{WEB_POLICY_FINDINGS_INTRO}</p>
    <div class="scroll" tabindex="0"><table><tbody><xsl:for-each select="/*/findings/finding"><tr id="finding-{@number}">
      <td class="number"><xsl:value-of select="@number"/></td>
      <td><xsl:choose><xsl:when test="@is_error"><span class="tag bad">@{WEB_POLICY_ERROR}</span></xsl:when><xsl:otherwise><span class="tag warn">@{WEB_POLICY_WARNING}</span></xsl:otherwise></xsl:choose></td>
      <td><xsl:value-of select="@sentence"/></td>
    </tr></xsl:for-each></tbody></table></div>
  </xsl:if>
</xsl:template>

<xsl:template name="marks">
  <xsl:for-each select="marks/mark"><xsl:text> </xsl:text><a href="#finding-{@finding}"><xsl:attribute name="class"><xsl:choose><xsl:when test="@is_error">tag bad</xsl:when><xsl:otherwise>tag warn</xsl:otherwise></xsl:choose></xsl:attribute><xsl:value-of select="@finding"/></a></xsl:for-each>
</xsl:template>

<xsl:template name="decisions">
  <xsl:for-each select="/*/decisions/decision">
    <section class="decision">
      <h3><xsl:call-template name="model-text"><xsl:with-param name="said" select="@name_said"/><xsl:with-param name="written" select="@name"/></xsl:call-template>
        <xsl:if test="@is_status"><xsl:text> </xsl:text><span class="tag info">@{WEB_POLICY_STATUS_DECISION}</span></xsl:if>
        <xsl:if test="@is_amount"><xsl:text> </xsl:text><span class="tag info">@{WEB_POLICY_AMOUNT_DECISION}</span></xsl:if></h3>
      <xsl:if test="@clause != ''"><p class="quiet"><xsl:value-of select="@clause"/></p></xsl:if>
      <xsl:if test="@formula"><p><xsl:call-template name="model-text"><xsl:with-param name="said" select="@formula_said"/><xsl:with-param name="written" select="@formula"/></xsl:call-template></p></xsl:if>
      <xsl:for-each select="table">
        <p class="quiet">@{WEB_POLICY_HIT}: <xsl:value-of select="@hit_policy"/></p>
        <div class="scroll" tabindex="0"><table>
          <thead><tr><th>@{WEB_POLICY_RULE}</th><xsl:for-each select="columns/column"><th><xsl:if test="@is_output">→ </xsl:if><xsl:call-template name="model-text"><xsl:with-param name="said" select="@text_said"/><xsl:with-param name="written" select="@text"/></xsl:call-template></th></xsl:for-each><th>@{WEB_CLAUSE}</th></tr></thead>
          <tbody>
            <xsl:for-each select="rules/rule"><tr>
              <th scope="row"><xsl:value-of select="@number"/><xsl:call-template name="marks"/></th>
              <xsl:for-each select="cells/cell"><td><xsl:call-template name="model-text"><xsl:with-param name="said" select="@text_said"/><xsl:with-param name="written" select="@text"/></xsl:call-template><xsl:call-template name="marks"/></td></xsl:for-each>
              <td><xsl:value-of select="@clause"/></td>
            </tr></xsl:for-each>
            <xsl:for-each select="gaps/gap"><tr>
              <th scope="row"><a class="tag warn" href="#finding-{@finding}"><xsl:value-of select="@finding"/></a></th>
              <xsl:for-each select="values/value"><td><code><xsl:value-of select="@text"/></code></td></xsl:for-each>
              <td colspan="{count(../../columns/column[@is_output]) + 1}"><span class="tag warn">@{WEB_POLICY_GAP}</span></td>
            </tr></xsl:for-each>
          </tbody>
        </table></div>
      </xsl:for-each>
    </section>
  </xsl:for-each>
</xsl:template>

<xsl:template match="simulate" mode="title">@{WEB_POLICY_SIMULATE}: <xsl:value-of select="@name"/></xsl:template>
<xsl:template match="/simulate" mode="page">
  <xsl:call-template name="version-crumbs"><xsl:with-param name="here">@{WEB_POLICY_SIMULATE}</xsl:with-param></xsl:call-template>
  <h1>@{WEB_POLICY_SIMULATE}: <xsl:value-of select="@name"/><xsl:text> </xsl:text><xsl:value-of select="@version"/></h1>
  <p class="lead">@{WEB_SIMULATE_INTRO}</p>
  <xsl:call-template name="fault"/>
  <p class="quiet">@{WEB_SIMULATE_AGAINST}<xsl:text> </xsl:text><xsl:value-of select="@against"/></p>
  <dl class="figures held" id="total">
    <xsl:for-each select="total">
      <div><dt>@{WEB_SIMULATE_COST_BEFORE}</dt><dd data-of="cost_before"><xsl:value-of select="@cost_before"/></dd></div>
      <div><dt>@{WEB_SIMULATE_COST_AFTER}</dt><dd data-of="cost_after"><xsl:value-of select="@cost_after"/></dd></div>
      <div><dt>@{WEB_SIMULATE_CHANGE}</dt><dd data-of="change"><xsl:value-of select="@change"/></dd></div>
      <xsl:if test="../@budget"><div><dt>@{WEB_SIMULATE_BUDGET}</dt><dd><xsl:value-of select="../@budget"/></dd></div></xsl:if>
    </xsl:for-each>
  </dl>
  <dl class="figures" id="counts">
    <xsl:for-each select="total">
      <div><dt>@{WEB_SIMULATE_RECEIVERS_BEFORE}</dt><dd data-of="receivers_before"><xsl:value-of select="format-number(@receivers_before, '#,##0')"/></dd></div>
      <div><dt>@{WEB_SIMULATE_RECEIVERS_AFTER}</dt><dd data-of="receivers_after"><xsl:value-of select="format-number(@receivers_after, '#,##0')"/></dd></div>
      <div><dt>@{WEB_SIMULATE_WINNERS}</dt><dd data-of="winners"><xsl:value-of select="format-number(@winners, '#,##0')"/></dd></div>
      <div><dt>@{WEB_SIMULATE_LOSERS}</dt><dd data-of="losers"><xsl:value-of select="format-number(@losers, '#,##0')"/></dd></div>
      <div><dt>@{WEB_SIMULATE_UNKNOWN_AFTER}</dt><dd data-of="unknown_after"><xsl:value-of select="format-number(@unknown_after, '#,##0')"/></dd></div>
    </xsl:for-each>
  </dl>
  <form id="simulation" method="get" action="/items/{@item}/{@version}/simulate">
    <div class="filters">
      <div><label for="as_of">@{WEB_SIMULATE_AS_OF}</label><input id="as_of" name="as_of" type="date" value="{@as_of}"><xsl:if test="@as_of_typed"><xsl:attribute name="type">text</xsl:attribute><xsl:attribute name="value"><xsl:value-of select="@as_of_typed"/></xsl:attribute><xsl:attribute name="aria-invalid">true</xsl:attribute></xsl:if></input><xsl:call-template name="reason"><xsl:with-param name="name">as_of</xsl:with-param></xsl:call-template></div>
      <div><label for="data_year">@{WEB_SIMULATE_DATA_YEAR}</label><input id="data_year" name="data_year" type="number" min="1990" max="2100" value="{@data_year}"><xsl:if test="@data_year_typed"><xsl:attribute name="type">text</xsl:attribute><xsl:attribute name="value"><xsl:value-of select="@data_year_typed"/></xsl:attribute><xsl:attribute name="aria-invalid">true</xsl:attribute></xsl:if></input><xsl:call-template name="reason"><xsl:with-param name="name">data_year</xsl:with-param></xsl:call-template></div>
      <button>@{WEB_SIMULATE_COMPUTE}</button>
      <button type="reset" class="second">@{WEB_SIMULATE_RESET}</button>
      <p class="quiet js-time" hidden="hidden">@{WEB_SIMULATE_TIME}: <output id="simulation-state" data-login="@{WEB_LOGIN_ELSEWHERE}"></output></p>
    </div>
    <h2>@{WEB_SIMULATE_NUMBERS}</h2>
    <p class="js-together" hidden="hidden"><label><input type="checkbox" checked="checked" class="js-equal"/><xsl:text> </xsl:text>@{WEB_SIMULATE_TOGETHER}</label></p>
    <div class="scroll tall" tabindex="0"><ul class="cards"><xsl:for-each select="parameters/parameter"><li>
      <p><span class="tag"><xsl:value-of select="@kind_name"/></span><xsl:text> </xsl:text><label for="p{@number}"><xsl:value-of select="@decision_said"/>: <xsl:value-of select="@condition_said"/></label><xsl:call-template name="as-written"><xsl:with-param name="said" select="@condition_said"/><xsl:with-param name="written" select="@condition"/></xsl:call-template></p>
      <input id="p{@number}" name="p{@number}" inputmode="decimal" value="{@value}" data-literal="{@literal}" data-least="{@least}" data-most="{@most}" data-group="{@decision} {@literal}"><xsl:if test="@wrong"><xsl:attribute name="aria-invalid">true</xsl:attribute><xsl:attribute name="aria-describedby">p<xsl:value-of select="@number"/>-fault</xsl:attribute></xsl:if></input>
      <xsl:if test="@wrong"><p class="field-fault" id="p{@number}-fault"><xsl:value-of select="/*/faults/fields/field[@field = concat('p', current()/@number)]/@reason"/></p></xsl:if>
      <p class="quiet">@{WEB_SIMULATE_WRITTEN}<xsl:text> </xsl:text><xsl:value-of select="@literal"/> · <xsl:value-of select="@clause"/></p>
    </li></xsl:for-each></ul></div>
    <xsl:if test="@more_parameters"><p class="quiet">@{WEB_SIMULATE_MORE}</p></xsl:if>
  </form>
  <p class="downloads"><a id="simulation-csv" href="{@query}&amp;format=csv">@{WEB_SIMULATE_DOWNLOAD}</a></p>
  <h2>@{WEB_SIMULATE_BY_DISTRICT}</h2>
  <xsl:choose><xsl:when test="@has_charts"><div class="chart" data-chart="bar" data-table="by_district"></div></xsl:when><xsl:otherwise><p class="quiet">@{WEB_SIMULATE_NO_CHARTS}</p></xsl:otherwise></xsl:choose>
  <xsl:call-template name="simulation-groups"><xsl:with-param name="id">by_district</xsl:with-param><xsl:with-param name="groups" select="by_district/group"/></xsl:call-template>
  <h2>@{WEB_SIMULATE_BY_SIZE}</h2>
  <xsl:call-template name="simulation-groups"><xsl:with-param name="id">by_size</xsl:with-param><xsl:with-param name="groups" select="by_size/group"/></xsl:call-template>
  <h2>@{WEB_SIMULATE_BY_FIELD}</h2>
  <xsl:call-template name="simulation-groups"><xsl:with-param name="id">by_field</xsl:with-param><xsl:with-param name="groups" select="by_field/group"/></xsl:call-template>
  <xsl:if test="top_winners/mover"><h2>@{WEB_SIMULATE_TOP_WINNERS}</h2><xsl:call-template name="movers"><xsl:with-param name="movers" select="top_winners/mover"/></xsl:call-template></xsl:if>
  <xsl:if test="top_losers/mover"><h2>@{WEB_SIMULATE_TOP_LOSERS}</h2><xsl:call-template name="movers"><xsl:with-param name="movers" select="top_losers/mover"/></xsl:call-template></xsl:if>
  <p class="quiet">@{WEB_SIMULATE_KEY}: <code><xsl:value-of select="@sm3"/></code></p>
  <xsl:call-template name="as-data"/>
  <script src="/assets/simulate.js" defer="defer"></script>
  <xsl:if test="@has_charts"><script src="/assets/charts.js" defer="defer"></script></xsl:if>
</xsl:template>
<xsl:template name="simulation-groups">
  <xsl:param name="id"/><xsl:param name="groups"/>
  <div class="scroll" tabindex="0"><table id="{$id}">
    <thead><tr><th>@{WEB_SIMULATE_GROUP}</th><th class="number">@{WEB_SIMULATE_RECEIVERS_BEFORE}</th><th class="number">@{WEB_SIMULATE_RECEIVERS_AFTER}</th><th class="number">@{WEB_SIMULATE_NEWLY}</th><th class="number">@{WEB_SIMULATE_NO_LONGER}</th><th class="number">@{WEB_SIMULATE_WINNERS}</th><th class="number">@{WEB_SIMULATE_LOSERS}</th><th class="number" data-series="yes">@{WEB_SIMULATE_COST_BEFORE}</th><th class="number" data-series="yes">@{WEB_SIMULATE_COST_AFTER}</th><th class="number">@{WEB_SIMULATE_CHANGE}</th></tr></thead>
    <tbody><xsl:for-each select="$groups"><tr>
      <th scope="row"><xsl:value-of select="@name"/></th>
      <td class="number" data-of="receivers_before"><xsl:value-of select="@receivers_before"/></td><td class="number" data-of="receivers_after"><xsl:value-of select="@receivers_after"/></td>
      <td class="number" data-of="newly_met"><xsl:value-of select="@newly_met"/></td><td class="number" data-of="no_longer_met"><xsl:value-of select="@no_longer_met"/></td>
      <td class="number" data-of="winners"><xsl:value-of select="@winners"/></td><td class="number" data-of="losers"><xsl:value-of select="@losers"/></td>
      <td class="number" data-of="cost_before"><xsl:value-of select="@cost_before"/></td><td class="number" data-of="cost_after"><xsl:value-of select="@cost_after"/></td><td class="number" data-of="change"><xsl:value-of select="@change"/></td>
    </tr></xsl:for-each></tbody>
  </table></div>
</xsl:template>
<xsl:template name="movers">
  <xsl:param name="movers"/>
  <div class="scroll" tabindex="0"><table>
    <thead><tr><th>@{WEB_COMPANY_NAME}</th><th>@{WEB_USCC}</th><th>@{WEB_DISTRICT}</th><th class="number">@{WEB_SIMULATE_COST_BEFORE}</th><th class="number">@{WEB_SIMULATE_COST_AFTER}</th><th class="number">@{WEB_SIMULATE_CHANGE}</th></tr></thead>
    <tbody><xsl:for-each select="$movers"><tr>
      <td><xsl:value-of select="@name"/></td><td><code><xsl:value-of select="@code"/></code></td><td><xsl:value-of select="@district"/></td>
      <td class="number"><xsl:value-of select="@before"/></td><td class="number"><xsl:value-of select="@after"/></td><td class="number"><xsl:value-of select="@change"/></td>
    </tr></xsl:for-each></tbody>
  </table></div>
</xsl:template>

<xsl:template match="item-run" mode="title">@{WEB_RUN}: <xsl:value-of select="@name"/></xsl:template>
<xsl:template match="/item-run" mode="page">
  <xsl:call-template name="version-crumbs"><xsl:with-param name="here">@{WEB_RUN}</xsl:with-param></xsl:call-template>
  <h1>@{WEB_RUN}: <xsl:value-of select="@name"/><xsl:text> </xsl:text><xsl:value-of select="@version"/></h1>
  <p class="lead">@{WEB_RUN_INTRO}</p>
  <xsl:choose>
    <xsl:when test="@under_way">
      <p class="note" role="status">@{WEB_RUN_UNDER_WAY}<xsl:if test="@job"><xsl:text>: </xsl:text><a href="/jobs/{@job}">@{WEB_RUN_SEE}</a></xsl:if></p>
    </xsl:when>
    <xsl:otherwise>
      <form method="post" action="/items/{@item}/{@version}/run" class="narrow panel">
        <xsl:call-template name="token"/>
        <xsl:call-template name="field"><xsl:with-param name="name">data_year</xsl:with-param><xsl:with-param name="label">@{WEB_RUN_YEAR}</xsl:with-param><xsl:with-param name="value" select="@data_year"/><xsl:with-param name="type">number</xsl:with-param></xsl:call-template>
        <xsl:call-template name="field"><xsl:with-param name="name">as_of</xsl:with-param><xsl:with-param name="label">@{WEB_RUN_DAY}</xsl:with-param><xsl:with-param name="value" select="@as_of"/><xsl:with-param name="type">date</xsl:with-param><xsl:with-param name="help">@{WEB_RUN_DAY_HELP}</xsl:with-param></xsl:call-template>
        <button>@{WEB_RUN_START}</button>
      </form>
    </xsl:otherwise>
  </xsl:choose>
  <h2>@{WEB_RUN_LISTS}</h2>
  <xsl:if test="not(lists/list)"><p class="quiet">@{WEB_RUN_NONE}</p></xsl:if>
  <xsl:if test="lists/list"><div class="scroll" tabindex="0"><table>
    <thead><tr><th>@{WEB_RUN_LIST}</th><th>@{WEB_POLICY_VERSION}</th><th>@{WEB_STATE}</th><th>@{WEB_WORK_MADE}</th><th class="number">@{WEB_RUN_MET}</th><th class="number">@{WEB_RUN_UNKNOWN}</th><th class="number">@{WEB_AMOUNT}</th></tr></thead>
    <tbody><xsl:for-each select="lists/list"><tr>
      <th scope="row"><a href="/list-work/{@list}"><xsl:value-of select="@list"/></a></th><td><xsl:value-of select="@versions"/></td><td><xsl:value-of select="@state_name"/></td>
      <td><xsl:value-of select="@maker"/>, <xsl:value-of select="@made"/></td>
      <td class="number"><xsl:if test="@met"><xsl:value-of select="format-number(@met, '#,##0')"/></xsl:if></td><td class="number"><xsl:if test="@unknown"><xsl:value-of select="format-number(@unknown, '#,##0')"/></xsl:if></td><td class="number"><xsl:value-of select="@amount"/></td>
    </tr></xsl:for-each></tbody>
  </table></div></xsl:if>
  <xsl:call-template name="as-data"/>
</xsl:template>

<!-- The words of the editor of dmn-js, which speaks English: scripts/editor.js takes them from here. -->
<xsl:template name="editor-words">
  <ul id="editor-words" hidden="hidden">
    <li data-say="Unique">@{WEB_DMN_UNIQUE}</li>
    <li data-say="First">@{WEB_DMN_FIRST}</li>
    <li data-say="Priority">@{WEB_DMN_PRIORITY}</li>
    <li data-say="Any">@{WEB_DMN_ANY}</li>
    <li data-say="Collect">@{WEB_DMN_COLLECT}</li>
    <li data-say="Rule order">@{WEB_DMN_RULE_ORDER}</li>
    <li data-say="Output order">@{WEB_DMN_OUTPUT_ORDER}</li>
    <li data-say="Add input column left">@{WEB_DMN_ADD_INPUT_COLUMN_LEFT}</li>
    <li data-say="Add input column right">@{WEB_DMN_ADD_INPUT_COLUMN_RIGHT}</li>
    <li data-say="Add input">@{WEB_DMN_ADD_INPUT}</li>
    <li data-say="Add output column left">@{WEB_DMN_ADD_OUTPUT_COLUMN_LEFT}</li>
    <li data-say="Add output column right">@{WEB_DMN_ADD_OUTPUT_COLUMN_RIGHT}</li>
    <li data-say="Add output">@{WEB_DMN_ADD_OUTPUT}</li>
    <li data-say="Add rule above">@{WEB_DMN_ADD_RULE_ABOVE}</li>
    <li data-say="Add rule below">@{WEB_DMN_ADD_RULE_BELOW}</li>
    <li data-say="Add rule">@{WEB_DMN_ADD_RULE}</li>
    <li data-say="Add cell description">@{WEB_DMN_ADD_CELL_DESCRIPTION}</li>
    <li data-say="Remove cell description">@{WEB_DMN_REMOVE_CELL_DESCRIPTION}</li>
    <li data-say="Remove input column">@{WEB_DMN_REMOVE_INPUT_COLUMN}</li>
    <li data-say="Remove output column">@{WEB_DMN_REMOVE_OUTPUT_COLUMN}</li>
    <li data-say="Remove rule">@{WEB_DMN_REMOVE_RULE}</li>
    <li data-say="Copy input column">@{WEB_DMN_COPY_INPUT_COLUMN}</li>
    <li data-say="Copy output column">@{WEB_DMN_COPY_OUTPUT_COLUMN}</li>
    <li data-say="Copy rule">@{WEB_DMN_COPY_RULE}</li>
    <li data-say="Cut input column">@{WEB_DMN_CUT_INPUT_COLUMN}</li>
    <li data-say="Cut output column">@{WEB_DMN_CUT_OUTPUT_COLUMN}</li>
    <li data-say="Cut rule">@{WEB_DMN_CUT_RULE}</li>
    <li data-say="Paste rule above">@{WEB_DMN_PASTE_RULE_ABOVE}</li>
    <li data-say="Paste rule below">@{WEB_DMN_PASTE_RULE_BELOW}</li>
    <li data-say="Paste input column left">@{WEB_DMN_PASTE_INPUT_COLUMN_LEFT}</li>
    <li data-say="Paste input column right">@{WEB_DMN_PASTE_INPUT_COLUMN_RIGHT}</li>
    <li data-say="Paste output column left">@{WEB_DMN_PASTE_OUTPUT_COLUMN_LEFT}</li>
    <li data-say="Paste output column right">@{WEB_DMN_PASTE_OUTPUT_COLUMN_RIGHT}</li>
    <li data-say="When">@{WEB_DMN_WHEN}</li>
    <li data-say="And">@{WEB_DMN_AND}</li>
    <li data-say="Then">@{WEB_DMN_THEN}</li>
    <li data-say="Annotations">@{WEB_DMN_ANNOTATIONS}</li>
    <li data-say="Annotation">@{WEB_DMN_ANNOTATION}</li>
    <li data-say="Input">@{WEB_DMN_INPUT}</li>
    <li data-say="Output">@{WEB_DMN_OUTPUT}</li>
    <li data-say="Input type">@{WEB_DMN_INPUT_TYPE}</li>
    <li data-say="Output type">@{WEB_DMN_OUTPUT_TYPE}</li>
    <li data-say="Input label">@{WEB_DMN_INPUT_LABEL}</li>
    <li data-say="Output label">@{WEB_DMN_OUTPUT_LABEL}</li>
    <li data-say="Output name">@{WEB_DMN_OUTPUT_NAME}</li>
    <li data-say="Input expression">@{WEB_DMN_INPUT_EXPRESSION}</li>
    <li data-say="Hit policy:">@{WEB_DMN_HIT_POLICY_COLON}</li>
    <li data-say="Hit policy">@{WEB_DMN_HIT_POLICY}</li>
    <li data-say="Edit">@{WEB_DMN_EDIT}</li>
    <li data-say="Edit input">@{WEB_DMN_EDIT_INPUT}</li>
    <li data-say="Edit output">@{WEB_DMN_EDIT_OUTPUT}</li>
    <li data-say="Edit number">@{WEB_DMN_EDIT_NUMBER}</li>
    <li data-say="Edit string">@{WEB_DMN_EDIT_STRING}</li>
    <li data-say="Edit boolean">@{WEB_DMN_EDIT_BOOLEAN}</li>
    <li data-say="Edit date">@{WEB_DMN_EDIT_DATE}</li>
    <li data-say="Test type">@{WEB_DMN_TEST_TYPE}</li>
    <li data-say="Comparison">@{WEB_DMN_COMPARISON}</li>
    <li data-say="Comparison operator">@{WEB_DMN_COMPARISON_OPERATOR}</li>
    <li data-say="Equals">@{WEB_DMN_EQUALS}</li>
    <li data-say="Less">@{WEB_DMN_LESS}</li>
    <li data-say="Less or equals">@{WEB_DMN_LESS_OR_EQUALS}</li>
    <li data-say="Greater">@{WEB_DMN_GREATER}</li>
    <li data-say="Greater or equals">@{WEB_DMN_GREATER_OR_EQUALS}</li>
    <li data-say="Range">@{WEB_DMN_RANGE}</li>
    <li data-say="Start value">@{WEB_DMN_START_VALUE}</li>
    <li data-say="End value">@{WEB_DMN_END_VALUE}</li>
    <li data-say="Include">@{WEB_DMN_INCLUDE}</li>
    <li data-say="Exclude">@{WEB_DMN_EXCLUDE}</li>
    <li data-say="Value">@{WEB_DMN_VALUE}</li>
    <li data-say="Values">@{WEB_DMN_VALUES}</li>
    <li data-say="Predefined values">@{WEB_DMN_PREDEFINED_VALUES}</li>
    <li data-say="Add values">@{WEB_DMN_ADD_VALUES}</li>
    <li data-say="Add predefined values">@{WEB_DMN_ADD_PREDEFINED_VALUES}</li>
    <li data-say="No values">@{WEB_DMN_NO_VALUES}</li>
    <li data-say="Match one">@{WEB_DMN_MATCH_ONE}</li>
    <li data-say="Match none">@{WEB_DMN_MATCH_NONE}</li>
    <li data-say="Yes">@{WEB_DMN_YES}</li>
    <li data-say="No">@{WEB_DMN_NO}</li>
    <li data-say="Type">@{WEB_DMN_TYPE}</li>
    <li data-say="Variable type:">@{WEB_DMN_VARIABLE_TYPE_COLON}</li>
    <li data-say="Variable name:">@{WEB_DMN_VARIABLE_NAME_COLON}</li>
    <li data-say="Variable type">@{WEB_DMN_VARIABLE_TYPE}</li>
    <li data-say="Variable name">@{WEB_DMN_VARIABLE_NAME}</li>
    <li data-say="Expression language">@{WEB_DMN_EXPRESSION_LANGUAGE}</li>
    <li data-say="Expression language:">@{WEB_DMN_EXPRESSION_LANGUAGE_COLON}</li>
    <li data-say="Decision name">@{WEB_DMN_DECISION_NAME}</li>
    <li data-say="Enter expression">@{WEB_DMN_ENTER_EXPRESSION}</li>
    <li data-say="View DRD">@{WEB_DMN_VIEW_DRD}</li>
    <li data-say="Strings must be in double quotes">@{WEB_DMN_STRINGS_MUST_BE_IN_DOUBLE_QUOTES}</li>
    <li data-say="Use today">@{WEB_DMN_USE_TODAY}</li>
    <li data-say="Before">@{WEB_DMN_BEFORE}</li>
    <li data-say="After">@{WEB_DMN_AFTER}</li>
    <li data-say="Between">@{WEB_DMN_BETWEEN}</li>
    <li data-say="Exactly">@{WEB_DMN_EXACTLY}</li>
  </ul>
</xsl:template>
<xsl:template match="item-edit" mode="title">@{WEB_POLICY_EDIT}: <xsl:value-of select="@name"/></xsl:template>
<xsl:template match="/item-edit" mode="page">
  <ol class="crumbs"><li><a href="/items">@{WEB_MENU_ITEMS}</a></li><li><a href="/items/{@item}/{@base}"><xsl:value-of select="@name"/><xsl:text> </xsl:text><xsl:value-of select="@base"/></a></li><li aria-current="page">@{WEB_POLICY_EDIT}</li></ol>
  <h1>@{WEB_POLICY_EDIT}: <xsl:value-of select="@name"/><xsl:text> </xsl:text><xsl:value-of select="@base"/></h1>
  <p class="lead">@{WEB_EDIT_INTRO}</p>
  <xsl:if test="@not_editable"><p class="note warn"><xsl:value-of select="@not_editable"/></p></xsl:if>
  <xsl:if test="not(@has_editor)"><p class="note warn">@{WEB_EDIT_NO_EDITOR}</p></xsl:if>
  <xsl:call-template name="reason"><xsl:with-param name="name">model</xsl:with-param></xsl:call-template>
  <xsl:if test="@has_editor and not(@not_editable) and not(@form_table)"><link rel="stylesheet" href="/assets/editor.css"/></xsl:if>
  <xsl:choose>
    <xsl:when test="@form_table"><xsl:call-template name="form-table"/></xsl:when>
    <xsl:otherwise>
      <form id="edit" method="post" action="/items/{@item}/{@base}/edit" class="panel" data-check="/api/v1/items/{@item}/{@base}/check">
        <xsl:call-template name="token"/>
        <div class="actions" id="editor-tabs" role="group" aria-label="@{WEB_EDIT_TABLES}"></div>
        <div id="editor" hidden="hidden"></div>
        <xsl:if test="@site-lang != 'en'"><xsl:call-template name="editor-words"/></xsl:if>
        <p id="editor-clause" class="note" role="status" hidden="hidden" data-label="@{WEB_EDIT_CLAUSE}">@{WEB_EDIT_CLAUSE_HELP}</p>
        <ul id="editor-findings" aria-live="polite" data-error="@{WEB_POLICY_ERROR}" data-warning="@{WEB_POLICY_WARNING}" data-login="@{WEB_LOGIN_ELSEWHERE}">
          <xsl:for-each select="findings/finding"><li><span><xsl:attribute name="class"><xsl:choose><xsl:when test="@is_error">tag bad</xsl:when><xsl:otherwise>tag warn</xsl:otherwise></xsl:choose></xsl:attribute><xsl:choose><xsl:when test="@is_error">@{WEB_POLICY_ERROR}</xsl:when><xsl:otherwise>@{WEB_POLICY_WARNING}</xsl:otherwise></xsl:choose></span><xsl:text> </xsl:text><xsl:value-of select="@sentence"/></li></xsl:for-each>
        </ul>
        <div id="model-text"><label for="model">@{WEB_EDIT_MODEL}</label>
        <textarea id="model" name="model" rows="20" spellcheck="false"><xsl:value-of select="@model"/></textarea></div>
        <xsl:call-template name="from-field"/>
        <button>@{WEB_EDIT_SAVE}</button>
      </form>
      <h2>@{WEB_EDIT_UPLOAD}</h2>
      <form id="upload" method="post" action="/items/{@item}/{@base}/edit" enctype="multipart/form-data" class="narrow panel">
        <xsl:call-template name="token"/>
        <p class="help">@{WEB_EDIT_UPLOAD_HELP}</p>
        <label for="file">@{WEB_EDIT_FILE}</label>
        <input id="file" name="file" type="file" accept=".dmn,.xml,application/xml" required="required"/>
        <xsl:call-template name="from-field"><xsl:with-param name="id">upload-from</xsl:with-param></xsl:call-template>
        <button class="second">@{WEB_EDIT_SAVE}</button>
      </form>
      <h2>@{WEB_EDIT_AS_FORM}</h2>
      <xsl:if test="@form_too_large"><p class="note warn">@{WEB_EDIT_TOO_LARGE}</p></xsl:if>
      <ul><xsl:for-each select="decisions/decision[table]"><li><a href="/items/{/*/@item}/{/*/@base}/edit?table={@id}"><xsl:value-of select="@name"/></a></li></xsl:for-each></ul>
      <xsl:if test="findings/finding"><xsl:call-template name="findings"/><h2>@{WEB_POLICY_DECISIONS}</h2><xsl:call-template name="decisions"/></xsl:if>
    </xsl:otherwise>
  </xsl:choose>
  <xsl:if test="@has_editor and not(@not_editable) and not(@form_table)"><script src="/assets/editor.js" defer="defer"></script></xsl:if>
</xsl:template>
<xsl:template name="from-field">
  <xsl:param name="id" select="'from'"/>
  <label for="{$id}">@{WEB_EDIT_FROM}</label>
  <input id="{$id}" name="from" type="date">
    <xsl:attribute name="value"><xsl:choose><xsl:when test="/*/typed"><xsl:value-of select="/*/typed/field[@name='from']/@value"/></xsl:when><xsl:otherwise><xsl:value-of select="/*/@from"/></xsl:otherwise></xsl:choose></xsl:attribute>
  </input>
</xsl:template>
<!-- One table, each cell a field; the rest of the model goes along unchanged. -->
<xsl:template name="form-table">
  <xsl:for-each select="decisions/decision[@id = /*/@form_table]">
    <form method="post" action="/items/{/*/@item}/{/*/@base}/edit" class="wide">
      <xsl:call-template name="token"/>
      <textarea name="model" hidden="hidden"><xsl:value-of select="/*/@model"/></textarea>
      <input type="hidden" name="decision" value="{@name}"/>
      <h2><xsl:value-of select="@name"/></h2>
      <xsl:for-each select="table">
        <p class="quiet">@{WEB_POLICY_HIT}: <xsl:value-of select="@hit_policy"/></p>
        <div class="scroll" tabindex="0"><table>
          <thead><tr><th>@{WEB_POLICY_RULE}</th><xsl:for-each select="columns/column"><th><xsl:if test="@is_output">→ </xsl:if><xsl:value-of select="@text"/></th></xsl:for-each></tr></thead>
          <tbody><xsl:for-each select="rules/rule"><tr>
            <th scope="row"><xsl:value-of select="@number"/><xsl:call-template name="marks"/></th>
            <xsl:variable name="rule" select="@number - 1"/>
            <xsl:for-each select="cells/cell">
              <xsl:variable name="place" select="position()"/>
              <td><input value="{@text}" aria-label="{../../../../columns/column[$place]/@text} {$rule + 1}"><xsl:attribute name="name">cell-<xsl:value-of select="$rule"/>-<xsl:choose><xsl:when test="@is_output">o</xsl:when><xsl:otherwise>i</xsl:otherwise></xsl:choose><xsl:value-of select="@column"/></xsl:attribute></input><xsl:call-template name="marks"/></td>
            </xsl:for-each>
          </tr>
          <tr><td></td><td class="quiet" colspan="{count(../../columns/column)}"><xsl:value-of select="@clause"/></td></tr></xsl:for-each></tbody>
        </table></div>
      </xsl:for-each>
      <xsl:call-template name="from-field"/>
      <button>@{WEB_EDIT_SAVE}</button>
    </form>
  </xsl:for-each>
</xsl:template>
</xsl:stylesheet>
