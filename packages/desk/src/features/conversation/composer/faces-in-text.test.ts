import { faces } from '@duokefu/wechat/faces'
import { expect, it } from 'vitest'
import { faceInEditor, withFaceCodes, withFaceNames } from './faces-in-text.ts'

it('[S21] a face is readable in the editor and travels as its code', () => {
  expect(withFaceCodes('好的[微笑]')).toBe('好的/::)')
  expect(withFaceNames('好的/::)')).toBe('好的[微笑]')
})

it('[S21] brackets that are no face stay', () => {
  expect(withFaceCodes('[图纸]请看')).toBe('[图纸]请看')
})

it.each(faces.map((face) => [face.name, face] as const))('[S21] %s goes there and back', (_name, face) => {
  expect(withFaceCodes(faceInEditor(face))).toBe(face.code)
  expect(withFaceNames(face.code)).toBe(faceInEditor(face))
})
