"""Makes `tiny/`: a model in ONNX with the files that one at Hugging Face has, small enough to keep and to compute by hand.

    python3 -m venv /tmp/onnx && /tmp/onnx/bin/pip install onnx==1.23.2 numpy==2.4.6 tokenizers==0.23.3 && /tmp/onnx/bin/python test/embeddings/make-tiny-model.py

A token's vector is that of its word, plus that of its place, plus half the mean of all words that are not padding: so padding that is not masked shows, as does a
place beyond the last. `model_quantized.onnx` scales by the largest number in the call, as models with dynamic quantisation do. `real.test.ts` has the same formulas.
"""
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

WIDTH, PLACES, MODEL_MAX = 8, 96, 64
WORDS = """a and are at away before bell book by cellar days every evening everybody five four garden gate in is key lamp leave may night of office off on page porter rain roof
rule ten that the them to twenty twice up weeks whoever winter year""".split()
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
folder = Path(__file__).parent / "tiny"
(folder / "onnx").mkdir(parents=True, exist_ok=True)

vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *LETTERS, *(f"##{letter}" for letter in LETTERS), *".,:;-#>", *(word for word in WORDS if len(word) > 1)]
ids = {token: at for at, token in enumerate(vocabulary)}
tokenizer = Tokenizer(models.WordPiece(ids, unk_token="[UNK]"))
tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
tokenizer.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", ids["[CLS]"]), ("[SEP]", ids["[SEP]"])])
tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
(folder / "tokenizer_config.json").write_text(json.dumps({
    "tokenizer_class": "BertTokenizer", "do_lower_case": True, "model_max_length": MODEL_MAX,
    "pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]", "mask_token": "[MASK]"}, indent=1) + "\n")
(folder / "config.json").write_text(json.dumps({
    "_name_or_path": "winnow/tiny", "architectures": ["BertModel"], "model_type": "bert", "hidden_size": WIDTH, "num_hidden_layers": 1, "num_attention_heads": 1,
    "intermediate_size": WIDTH, "max_position_embeddings": PLACES, "type_vocab_size": 2, "vocab_size": len(vocabulary), "pad_token_id": 0}, indent=1) + "\n")

words = np.array([[((token * 31 + at * 17) % 127 - 63) / 64 for at in range(WIDTH)] for token in range(len(vocabulary))], np.float32)
places = np.array([[((place * 13 + at * 7) % 31 - 15) / 64 for at in range(WIDTH)] for place in range(PLACES)], np.float32)


def constant(name, value):
    return numpy_helper.from_array(np.array(value), name)


nodes = [
    helper.make_node("Gather", ["words", "input_ids"], ["word"]),
    helper.make_node("Gather", ["kinds", "token_type_ids"], ["kind"]),
    helper.make_node("Shape", ["input_ids"], ["shape"]),
    helper.make_node("Gather", ["shape", "one"], ["length"]),
    helper.make_node("Range", ["zero", "length", "one"], ["indices"]),
    helper.make_node("Gather", ["places", "indices"], ["place"]),
    helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
    helper.make_node("Unsqueeze", ["mask", "last"], ["mask3"]),
    helper.make_node("Mul", ["word", "mask3"], ["masked"]),
    helper.make_node("ReduceSum", ["masked", "first"], ["sum"], keepdims=1),
    helper.make_node("ReduceSum", ["mask3", "first"], ["count"], keepdims=1),
    helper.make_node("Div", ["sum", "count"], ["mean"]),
    helper.make_node("Mul", ["mean", "half"], ["context"]),
    helper.make_node("Add", ["word", "place"], ["placed"]),
    helper.make_node("Add", ["placed", "kind"], ["typed"]),
]
constants = [
    constant("words", words), constant("places", places), constant("kinds", np.zeros((2, WIDTH), np.float32)), constant("half", np.float32(0.5)),
    constant("zero", np.int64(0)), constant("one", np.int64(1)), constant("last", np.array([2], np.int64)), constant("first", np.array([1], np.int64)),
]
inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"]) for name in ("input_ids", "attention_mask", "token_type_ids")]
outputs = [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch", "tokens", WIDTH])]
ends = {
    "model.onnx": [helper.make_node("Add", ["typed", "context"], ["last_hidden_state"])],
    "model_quantized.onnx": [
        helper.make_node("Add", ["typed", "context"], ["hidden"]),
        helper.make_node("DynamicQuantizeLinear", ["hidden"], ["small", "scale", "middle"]),
        helper.make_node("DequantizeLinear", ["small", "scale", "middle"], ["last_hidden_state"]),
    ],
}
for name, end in ends.items():
    model = helper.make_model(helper.make_graph(nodes + end, "tiny", inputs, outputs, constants), opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="")
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, folder / "onnx" / name)
