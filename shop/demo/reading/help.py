"""The help pages of the demo shop. Numbers that operators decide are read from the policies."""

# ruff: noqa: E501  sentences stay on one line
from shop.demo.reading.shapes import Text

SHOPPING, DELIVERY, AFTER_SALES, RULES = "购物指南", "支付与配送", "售后服务", "账户与规则"
GROUPS = (SHOPPING, DELIVERY, AFTER_SALES, RULES)

HELP = (
    Text(
        kind="guide", group=SHOPPING, title="怎样下单", slug="how-to-order",
        summary="从挑选商品到提交订单，一共四步。",
        body="""
<h2>四步完成下单</h2>
<ol>
<li><p><strong>找商品。</strong>用顶部的搜索框输入名称、品牌或货号，也可以从<a href="/categories/">全部分类</a>一级一级看。列表左侧能按品牌、价格、规格和有货筛选。</p></li>
<li><p><strong>选规格。</strong>在商品页选好颜色、尺码等规格，页面会显示这一规格的价格和库存状态。</p></li>
<li><p><strong>加入购物车或直接购买。</strong>没有登录也能放进购物车，登录后自动合并；未登录的购物车保留 [[orders.guest_cart_days]] 天。</p></li>
<li><p><strong>填写收货信息并提交。</strong>结算页列出商品金额、运费和应付金额，每一项都能展开看它是怎么算出来的。</p></li>
</ol>
<h2>提交之后</h2>
<p>订单提交后库存就为您留住了，请在 [[orders.payment_minutes]] 分钟内付款；超时未付，订单自动关闭，库存释放，不产生任何费用。</p>
""",
    ),
    Text(
        kind="help", group=SHOPPING, title="商品显示无货怎么办", slug="out-of-stock",
        summary="页面上的库存就是仓库里能卖的数量。",
        body="""
<p>我们只展示真实可售的库存。某个规格变灰，说明它已经售完或停售；同一商品的其他规格仍可购买。</p>
<ul>
<li><p>换一个颜色或尺码看看，页面会立刻告诉您是否有货。</p></li>
<li><p>在列表页勾选“仅看有货”，只显示能马上下单的商品。</p></li>
<li><p>购物车里的商品如果售完，会单独列在“失效商品”里，不影响其他商品结算。</p></li>
</ul>
""",
    ),
    Text(
        kind="help", group=SHOPPING, title="价格为什么会变化", slug="about-prices",
        summary="标价、划线价和有效期分别是什么意思。",
        body="""
<h2>三种价格</h2>
<table>
<tbody>
<tr><th><p>名称</p></th><th><p>含义</p></th></tr>
<tr><td><p>售价</p></td><td><p>您现在下单需要支付的单价，结算时按它计算。</p></td></tr>
<tr><td><p>划线价</p></td><td><p>本店的标价，仅在高于售价时显示，不代表原价或市场价。</p></td></tr>
<tr><td><p>有效期</p></td><td><p>售价有截止时间时，会写在价格下方。</p></td></tr>
</tbody>
</table>
<p>提交订单后价格即锁定，之后调价不影响已提交的订单。价格在您浏览期间有变动时，结算页会先提示，由您确认后再提交。</p>
""",
    ),
    Text(
        kind="guide", group=DELIVERY, title="支付方式与付款时限", slug="payment",
        summary="支持支付宝；付款后仍显示待付款时怎么办。",
        body="""
<h2>可用的支付方式</h2>
<p>目前支持<strong>支付宝</strong>。付款页面由支付宝提供，本店不经手、不保存您的支付密码和银行卡信息。</p>
<h2>付款时限</h2>
<p>订单提交后请在 <strong>[[orders.payment_minutes]] 分钟</strong>内完成付款，付款页有倒计时。</p>
<h2>付了款但订单仍是待付款？</h2>
<ol>
<li><p>先在付款页点“我已付款”，系统会向支付宝再查询一次。</p></li>
<li><p>请不要重复付款。同一订单多付的金额会自动原路退回。</p></li>
<li><p>订单关闭后才到账的款项，同样自动原路退回，无需申请。</p></li>
</ol>
""",
    ),
    Text(
        kind="guide", group=DELIVERY, title="配送范围、时效与运费", slug="delivery",
        summary="中国大陆地区配送；运费在结算页按收货地址逐项列出。",
        body="""
<h2>多久发货</h2>
<p>付款后 <strong>[[orders.ship_hours]] 小时</strong>内发货；预售和定制商品以商品页写明的日期为准。</p>
<h2>配送方式</h2>
<ul>
<li><p>普通快递：一般 2 至 4 天送达。</p></li>
<li><p>顺丰速运：一般次日到第三日送达，另加运费。</p></li>
</ul>
<h2>运费怎么算</h2>
<p>运费按商品的重量、件数或体积和收货地区计算，多数商品满 99 元免基础运费；较远和偏远地区可能有附加费。商品页可以先按您的地区估算，最终以结算页显示为准。</p>
<h2>暂不配送的地区</h2>
<p>香港、澳门和台湾地区暂不配送。生鲜类商品不发往西藏、青海和新疆。</p>
""",
    ),
    Text(
        kind="help", group=DELIVERY, title="怎样查看物流", slug="tracking",
        summary="订单详情页显示快递公司、单号和每一个节点。",
        body="""
<p>打开<a href="/account/orders/">我的订单</a>，点进订单就能看到包裹：快递公司、运单号和从揽收到签收的节点。一张订单分几个包裹发出时，每个包裹分开显示。</p>
<p>发货时我们会发送站内消息和短信，里面有单号和查询入口。</p>
<p>物流长时间没有更新，或显示签收但没有收到，请致电客服，我们会联系快递公司核实。联系方式见<a href="/about/">关于我们</a>。</p>
""",
    ),
    Text(
        kind="policy", group=AFTER_SALES, title="售后政策", slug="after-sales",
        summary="七天无理由退货、质量问题处理和不适用的情形。",
        body="""
<h2>七天无理由退货</h2>
<p>签收次日起 7 天内，商品完好即可退货，不需要理由；为查看商品而拆开包装不影响退货。各商品的退货规则写在商品页“售后说明”中，以商品页为准。</p>
<h2>不适用七天无理由的商品</h2>
<ul>
<li><p>鲜活易腐的商品；</p></li>
<li><p>定制的商品；</p></li>
<li><p>拆封后影响安全或卫生、或价值贬损较大的商品，例如已拆封的食品、贴身用品和已激活的数码商品。这类商品在下单时会请您确认。</p></li>
</ul>
<p>商品有质量问题的，不受以上限制。</p>
<h2>质量问题</h2>
<p>收到的商品破损、错发、漏发或与描述不符，请在签收后尽快拍照联系客服，运费由我们承担。</p>
<h2>退款</h2>
<p>退款原路退回您付款的账户，通常 3 天内到账，以支付机构处理时间为准。</p>
""",
    ),
    Text(
        kind="guide", group=AFTER_SALES, title="怎样取消订单", slug="cancel-order",
        summary="发货之前都可以在订单页取消。",
        body="""
<ol>
<li><p>打开<a href="/account/orders/">我的订单</a>，进入要取消的订单。</p></li>
<li><p>点“取消订单”，选一个原因并确认。</p></li>
<li><p>已付款的，款项原路退回，通常 3 天内到账。</p></li>
</ol>
<p>商品已经发出后不能再取消，您可以拒收或在收到后按<a href="/help/after-sales/">售后政策</a>退货。</p>
""",
    ),
    Text(
        kind="guide", group=AFTER_SALES, title="怎样申请退换货", slug="returns",
        summary="目前由客服办理，准备好订单号和照片会更快。",
        body="""
<p>退换货目前由客服人工办理，请按下面的步骤联系我们：</p>
<ol>
<li><p>准备订单号；质量问题请拍下商品和外包装的照片。</p></li>
<li><p>致电客服说明情况，电话和服务时间见<a href="/about/">关于我们</a>。</p></li>
<li><p>客服确认后告诉您退回地址；请随包裹附上写有订单号的纸条。</p></li>
<li><p>仓库收到并验货后，为您换货或退款。</p></li>
</ol>
""",
    ),
    Text(
        kind="help", group=AFTER_SALES, title="确认收货与评价", slug="receipt-and-reviews",
        summary="签收后系统会自动确认收货。",
        body="""
<p>包裹签收后，您可以在订单页点“确认收货”；没有操作的，签收 <strong>[[orders.receive_days]] 天</strong>后系统自动确认。</p>
<p>确认收货后 [[reviews.days_to_review]] 天内可以评价买到的商品。只有买过的人才能评价，好评和差评一样展示。</p>
""",
    ),
    Text(
        kind="help", group=RULES, title="注册、登录与账户安全", slug="account",
        summary="用手机号和验证码登录，不必记密码。",
        body="""
<p>输入手机号，收到短信验证码后填入即可登录；新手机号会自动注册。验证码 [[customers.code_minutes]] 分钟内有效，请勿告诉任何人，客服也不会向您索要。</p>
<ul>
<li><p>收不到验证码：检查短信拦截，[[customers.code_pause_seconds]] 秒后可以重新获取。</p></li>
<li><p>也可以在<a href="/account/">我的账户</a>里设置密码，之后用密码登录。</p></li>
<li><p>一个账户最多保存 [[customers.addresses_per_customer]] 个收货地址。</p></li>
</ul>
""",
    ),
    Text(
        kind="policy", group=RULES, title="服务条款", slug="terms",
        summary="使用本店购物时双方的权利和义务。",
        body="""
<h2>一、订单的成立</h2>
<p>您提交订单并付款成功后，买卖合同成立。因明显的标价错误或库存差错无法履行的，我们会尽快告知并全额退款。</p>
<h2>二、价格与付款</h2>
<p>价格以提交订单时结算页显示的为准。请在 [[orders.payment_minutes]] 分钟内付款，逾期未付的订单自动关闭。</p>
<h2>三、发货与收货</h2>
<p>我们在付款后 [[orders.ship_hours]] 小时内发货，预售和定制商品以商品页约定的日期为准。商品签收后，毁损灭失的风险转移给收货人。</p>
<h2>四、退货与售后</h2>
<p>按<a href="/help/after-sales/">售后政策</a>办理；法律规定优于本条款的，适用法律规定。</p>
<h2>五、账户</h2>
<p>请妥善保管手机和验证码。发现账户被他人使用，请立即联系客服。</p>
<h2>六、争议解决</h2>
<p>双方先协商；协商不成的，可以向消费者协会投诉，或向有管辖权的人民法院起诉。</p>
<p>本条款为演示内容，正式经营前请由法务审定。</p>
""",
    ),
    Text(
        kind="policy", group=RULES, title="隐私政策", slug="privacy",
        summary="我们收集什么、为什么收集、怎样保护。",
        body="""
<h2>我们收集什么</h2>
<table>
<tbody>
<tr><th><p>信息</p></th><th><p>用途</p></th></tr>
<tr><td><p>手机号</p></td><td><p>登录、订单通知、售后联系</p></td></tr>
<tr><td><p>收货人、地址、电话</p></td><td><p>配送商品；交给承运的快递公司</p></td></tr>
<tr><td><p>订单与付款记录</p></td><td><p>履行合同、开展售后、依法保存</p></td></tr>
<tr><td><p>浏览记录</p></td><td><p>统计页面访问，改进商品和页面</p></td></tr>
</tbody>
</table>
<h2>怎样保护</h2>
<ul>
<li><p>收货人的姓名、电话和地址加密保存。</p></li>
<li><p>工作人员看到的电话和地址默认打码，查看完整信息会留下记录。</p></li>
<li><p>支付由支付机构完成，我们不保存您的银行卡和支付密码。</p></li>
</ul>
<h2>Cookie</h2>
<p>我们用 Cookie 保持登录、保存购物车和语言选择，不用它向第三方出售信息。</p>
<h2>您的权利</h2>
<p>您可以在<a href="/account/">我的账户</a>查看和修改个人信息；需要删除账户或有其他疑问，请通过<a href="/about/">关于我们</a>里的方式联系我们。法律要求保存的订单信息，会在期限内以去除个人身份的方式保留。</p>
<p>本政策为演示内容，正式经营前请由法务审定。</p>
""",
    ),
)  # fmt: skip
