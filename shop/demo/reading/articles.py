"""Announcements and articles of the demo shop."""

# ruff: noqa: E501  sentences stay on one line
from shop.demo.reading.shapes import Text

ARTICLES = (
    Text(
        kind="announcement", title="冬季发货与客服时间安排", slug="winter-service-hours", days_ago=2, is_pinned=True,
        summary="入冬后部分地区快递放缓，请提前下单；客服时间不变。",
        body="""
<p>入冬后北方部分地区雨雪天气增多，快递在途时间可能延长一到两天。我们的发货时效不变：付款后 [[orders.ship_hours]] 小时内发出。</p>
<ul>
<li><p>客服热线每天 9:00 至 21:00，号码见<a href="/about/">关于我们</a>。</p></li>
<li><p>包裹长时间没有更新，请先看<a href="/help/tracking/">怎样查看物流</a>，仍有疑问请联系我们。</p></li>
</ul>
<p>给您带来不便，敬请谅解。</p>
""",
    ),
    Text(
        kind="announcement", title="关于谨防假冒客服的提醒", slug="beware-of-fake-service", days_ago=9,
        summary="我们不会索要验证码，也不会要求您转账或共享屏幕。",
        body="""
<p>近期有顾客反映接到自称“店铺客服”的来电，以退款、理赔为由索要验证码。请注意：</p>
<ul>
<li><p>我们<strong>不会</strong>向您索要短信验证码或银行卡号。</p></li>
<li><p>退款一律原路退回，<strong>不需要</strong>您转账、下载软件或共享屏幕。</p></li>
<li><p>如有疑问，请挂断后拨打网站上公布的客服电话核实。</p></li>
</ul>
""",
    ),
    Text(
        kind="announcement", title="商品页新增运费与送达时间估算", slug="delivery-estimate-online", days_ago=21,
        summary="下单前就能看到送到您所在地区的运费和时间。",
        body="""
<p>现在，商品页可以按您选择的地区估算运费和送达时间。登录后默认使用您的收货地址；没有登录时，可以自己选择省、市、区。</p>
<p>最终金额以结算页显示为准，计算方法见<a href="/help/delivery/">配送范围、时效与运费</a>。</p>
""",
    ),
    Text(
        kind="announcement", title="隐私政策更新说明", slug="privacy-update", days_ago=36,
        summary="补充说明了工作人员查看个人信息会留下记录。",
        body="""
<p>我们更新了<a href="/help/privacy/">隐私政策</a>，补充说明：收货人信息加密保存，工作人员默认只能看到打码后的电话和地址，查看完整信息会留下记录。</p>
<p>您无需任何操作。</p>
""",
    ),
    Text(
        kind="knowledge", title="空气炸锅怎么选：先看容量，再看好不好洗", slug="choosing-an-air-fryer", days_ago=4,
        summary="两口之家三升够用，四口之家看五升；内篮涂层和拆洗方式决定你会不会一直用它。",
        cover="hero-kitchen", goods=("air-fryer", "rice-cooker", "kettle"),
        body="""
<h2>容量：按人数，不按价格</h2>
<table>
<tbody>
<tr><th><p>吃饭的人</p></th><th><p>建议容量</p></th><th><p>一次能做</p></th></tr>
<tr><td><p>1 至 2 人</p></td><td><p>3 升左右</p></td><td><p>4 至 6 个鸡翅</p></td></tr>
<tr><td><p>3 至 4 人</p></td><td><p>4.5 至 5.5 升</p></td><td><p>整份薯条配鸡块</p></td></tr>
<tr><td><p>5 人以上</p></td><td><p>6 升以上或烤箱</p></td><td><p>整鸡</p></td></tr>
</tbody>
</table>
<p>食物铺得太满，热风吹不透，外焦里生。宁可分两次，也不要堆成一团。</p>
<h2>好不好洗，比功能多更重要</h2>
<ul>
<li><p>内篮能不能整个取下，缝隙里会不会积油；</p></li>
<li><p>涂层怕刮，用软海绵和硅胶夹；</p></li>
<li><p>用完趁温热先擦一遍油，再洗就不费力。</p></li>
</ul>
<h2>三个实用的小习惯</h2>
<ol>
<li><p>预热三分钟，时间更稳。</p></li>
<li><p>中途翻一次面，上色更匀。</p></li>
<li><p>离墙留出十厘米散热，插座单独用。</p></li>
</ol>
""",
    ),
    Text(
        kind="knowledge", title="头戴、入耳还是音箱：按使用场景挑声音", slug="choosing-headphones", days_ago=13,
        summary="通勤看降噪，久坐看重量，和家人一起听就选音箱。",
        cover="hero-digital", goods=("headphones", "earbuds-case", "speaker"),
        body="""
<h2>先问自己在哪里听</h2>
<ul>
<li><p><strong>地铁、飞机：</strong>入耳式加主动降噪，体积小、隔音好。</p></li>
<li><p><strong>办公桌前：</strong>头戴式更松快，关注重量和夹力，连戴两小时不压耳朵才算合格。</p></li>
<li><p><strong>客厅、阳台：</strong>音箱。声音大家一起听，也不用担心电量。</p></li>
</ul>
<h2>看得懂的两个参数</h2>
<p><strong>续航</strong>分“单次”和“带充电盒总共”两个数字，比较时要看同一种。<strong>蓝牙版本</strong>影响连接稳定和耗电，旧手机也能向下兼容。</p>
<h2>试戴的办法</h2>
<p>戴上后摇头、低头、说话各十秒，不松、不疼、不闷，就是适合你的。</p>
""",
    ),
    Text(
        kind="knowledge", title="秋冬鞋靴的保养：晾、刷、护，三步就够", slug="caring-for-boots", days_ago=24,
        summary="皮面怕闷不怕穿，穿一天歇一天，鞋子能多陪你两个冬天。",
        cover="hero-autumn", goods=("boot", "sneaker", "backpack"),
        body="""
<h2>晾：穿一天，歇一天</h2>
<p>鞋里的潮气需要一夜才能散尽。放在通风处自然晾干，塞一团纸吸潮，不要靠近暖气和吹风机。</p>
<h2>刷：先干后湿</h2>
<p>先用软毛刷去浮灰，再用微湿的布擦拭。绒面只用干刷，顺着一个方向刷。</p>
<h2>护：薄薄一层</h2>
<p>皮面每两三周上一次护理膏，薄涂、打圈、静置十分钟后抛光。换季收纳前塞好鞋撑，装进透气的布袋。</p>
""",
    ),
    Text(
        kind="news", title="快递包装新国标怎么看：我们做了这些调整", slug="greener-parcels", days_ago=17,
        summary="减少填充物、统一箱型、优先使用可回收纸箱。",
        cover="cover-parcels",
        body="""
<p>快递包装正在走向减量化和标准化。配合这一变化，我们的仓库做了三件事：</p>
<ol>
<li><p>按商品尺寸统一箱型，减少“大箱装小件”。</p></li>
<li><p>用纸质缓冲代替气泡膜，易碎品除外。</p></li>
<li><p>原包装足够结实的商品不再套第二层纸箱。</p></li>
</ol>
<p>收到的纸箱可以压平后交给社区回收，也可以留着退换货时使用。</p>
""",
    ),
)  # fmt: skip
